/**
 * What schedulers are known to say: states, reasons, names of fields, and the words of their messages, in small letters. No name of a
 * person, a group, a machine, a queue or a file. A word that is missing is only replaced where it could stay.
 */
export const vocabulary: readonly string[] =
  `aborted ac accept account accountid accrue_type accruetime active after all alloc allocnode alloctres already am amount an and
answer apr ar_sub_time arc argument arid array_state_count asked assoc assocgrpbbminutes assocgrpbilling assocgrpcpulimit
assocgrpcpuminuteslimit assocgrpcpurunminuteslimit assocgrpjobslimit assocgrpmemlimit assocgrpnodelimit assocgrpsubmitjobslimit
assocmaxcpuperjoblimit assocmaxjobslimit assocmaxnodeperjoblimit assocmaxsubmitjoblimit assocmaxwalldurationperjoblimit
assumedly at atch attempts aug avail awduration backfill backup badconstraints based bash batch batchflag batchhold batchhost
because been begintime begun being bf bhist billing bin binary binding bjobs bkill blocked boot_fail bqueues bsub business by ca
calendar call can canceling cancelled cannot category cd cg changeset changing chdir checkjob checkpoint ckpt_list class
cleaning client closed cluster cncld co code command comment commit commlib communication comp_time complete completed
completing completion completioncode completiontime complex_values configuring connect connection contiguous copyright corespec
could count cpu cpupercent cpus cput ctime cwd darcs data days deadline dec default default_chunk defaultdepartment deferred
defined delayboot deleted deletion delimiter denied department dependency dependencyneversatisfied deqw dev dhqw digit directory
dist dl do does domain done down dqw dr drain drmjid drr drs drt ds dt dts dtt eeduration ehqw ehrqw eligible eligible_time
eligibletime enabled end end_time ended endtime energy_used enforced engine env_list environment epilog eqw erqw errno error
error_path estimated esub etc etime ew excnodelist exec exec_file exec_host exec_vnode execution exist exit exit_code
exit_reason exit_status exitcode exited exiting exitstatus expediting failed failedwords false fault_tolerant features feb file
finished folder following for format found fri from fwd_pend gb gid gjid glibc2 good got gpu granted_pe gres grid group groupid
h_core h_cpu h_data h_fsize h_rss h_rt h_stack h_vmem has hasnodes held help historical history_timestamp hold hold_types
holdtypes home host hostlist hostname hosts hours hpqw hqw hr hrqw hrwq ht http hw ibm id idle in inact_win inactivelimit
infinite infinity info information init_work_dir initial_state insufficient interactive international interval into invalid
invalidaccount invalidqos io iow is it its jan jat_prio jat_start_time jb_job_number jb_name jb_owner jb_submission_time jl job
job_id job_info job_list job_name job_number job_owner job_radix job_scripts job_state job_type jobarraytasklimit jobdir
jobheldadmin jobhelduser jobholdmaxrequeue jobid joblaunchfailure jobname jobnumber jobs jobshare jobstate join_path jul jun kb
keep_files killed know lastschedeval launch_failed library licenses limit limited limits linux3 list liv load_thresholds
localactivenodes localallocprocs localconfignodes localidlenodes localidleprocs localupnodes localupprocs log long lost low lsf
machines mail_list mail_points mailtype mailuser main maint many mar masterhost matching max max_queued max_run maximum
maxmemperlimit maxvmem may mb mcs_label mdiag mem memory merge message migrated min min_cpu_interval mincpusnode minmemorynode
mintmpdisknode minutes mix mjobctl mmand moab mon more mpi msg msub mtime must nal name ncpus network nf nice njobs no node
node_fail node_modules nodect nodedown nodelist nodes noheader none nonexistent nonzeroexitcode normal not nothing notify
notqueued nov nowhere nsuspend ntaskspern null numcpus numnodes numtasks obittime object obtain oct of ok old on only oom open
opening option options or other out out_of_memory outofmemory output oversubscribe overwrite owner owner_list pal parallel
parameters partition partitionconfig partitiondown partitioninactive partitionnodelimit partitiontimelimit pbs pbs_o_home
pbs_o_lang pbs_o_logname pbs_o_workdir pbs_version pd pe pe_list pend pend_reason pending pid ping pjobs place please pm port
posix_compliant postern power power_up_node pr preempted primary prio priority proc processors project projects prolog prov
proxy_user pset psusp purgetime qacct qconf qdel qlist qmaster qname qos qosgrpcpulimit qosgrpjobslimit qosgrpmemlimit
qosgrpnodelimit qosmaxcpuperuserlimit qosmaxjobsperuserlimit qosmaxmemoryperuser qosmaxnodeperuserlimit
qosmaxsubmitjobperuserlimit qosmaxwalldurationperjoblimit qosmincpunotsatisfied qosnotallowed qosresourcelimit qosusagethreshold
qselect qstat qsub qsub_time qtime qtype queue queue_info queue_name queue_type queued qw rather rd reach reached reaching read
reading reason reboot reconfig_fail records refused registered rejected remaining remoteactivenodes remoteallocprocs
remoteconfignodes remoteidlenodes remoteidleprocs remoteupnodes remoteupprocs removed reported repos reqawduration reqb
reqnodelist reqnodenotavail reqnodes reqprocs reqtres request requested requests requeue requeue_fed requeue_hold requeued
requires rerun rerunable reservation reservationdeleted resizing resolve resource resource_list resources resources_assigned
resources_default resources_max resources_used restart restarts resume_method resv resv_del_hold revision rf rh rq rqw rr rs rsv
rsvstarttime rt rts rtt ru_idrss ru_inblock ru_ismrss ru_isrss ru_ixrss ru_majflt ru_maxrss ru_minflt ru_msgrcv ru_msgsnd
ru_nivcsw ru_nsignals ru_nswap ru_nvcsw ru_oublock ru_stime ru_utime ru_wallclock run run_count runlimit running runpriority
runtime rv rw s_core s_cpu s_data s_fsize s_rss s_rt s_stack s_vmem sacct sacctmgr sat sched schedselect scheduler scheduling
schemas scontrol scr script script_file se seconds secspresuspend see select send sep seq_no server session_id sge_o_home
sge_o_host sge_o_path sge_o_shell sge_o_workdir sh shell shell_list shell_start_mode short show showq showstart si sid sig
signal signaling sinfo sjid sleep slot slots slurm slurmctld smp so socks source special_exit specified spectrum spent spoken
sprjl sq sql squeue ssusp st stage_out stageout_status staging start start_count start_time started starter_method starting
startpriority starttime stat state state_count states statistics statpsded statpsutl status stderr stdin stdout stdout_path_list
stime stopped string stuck submission submission_time submissiontime submit_arguments submit_host submitted submittime
subordinate_list substate successfully such summary sun suspend_interval suspend_method suspend_thresholds suspendduration
suspended suspendtime systemfailure systemhold task taskid tasks tb term term_memlimit term_runlimit terminate_method terminated
terse than the this thu time timed timelimit timemin timeout tmp tmpdir to torque total total_jobs total_runtime transit tres
true ts tt tue two type uid umask unable undefined unfinished unknown unkwn unlimited up update_db usage use used user
user_lists userhold userid using usr ususp utc utf util vacated valid variable_list various version violates virtual vmem wait
waiting waitingforscheduling waits wall walltime was wclimit wd wed which while why with without words workdir working workq wt
xml xmlns xprojects xsd xuser_lists yes you your zombi
`
    .trim()
    .split(/\s+/);
