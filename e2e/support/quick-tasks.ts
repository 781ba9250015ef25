/** Nextflow asks a scheduler each five seconds, and reads its queue each minute; a test does not wait for that. */
export const quickTasks = "executor.pollInterval = '1 sec'\nexecutor.queueStatInterval = '5 sec'\nexecutor.exitReadTimeout = '60 sec'\n";
