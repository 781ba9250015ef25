package postern.observer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import nextflow.trace.TraceRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one thread that talks while the run goes on, so that a slow server never holds up a task. */
final class ProgressSender {
    private static final Logger log = LoggerFactory.getLogger("nextflow.postern");
    private static final int MAX_TASKS = 100;
    private static final long REQUEST_INTERVAL_MS = 1_000;
    private static final long POLL_MS = 100;
    /** Every other status is an end. */
    private static final List<String> STAGES = List.of("NEW", "SUBMITTED", "RUNNING");

    interface Progress {
        void send(List<TraceRecord> records) throws InterruptedException;
    }

    interface Heartbeat {
        void send() throws InterruptedException;
    }

    private final BlockingQueue<TraceRecord> arrived = new LinkedBlockingQueue<>();
    /** Latest record of each task, in order of first arrival. Only the thread touches this and `stages`. */
    private final Map<Object, TraceRecord> waiting = new LinkedHashMap<>();
    private final Map<Object, Integer> stages = new HashMap<>();
    private final Thread thread = new Thread(this::run, "postern-progress");
    private final long heartbeatMs;
    private final Progress progress;
    private final Heartbeat heartbeat;
    private final Consumer<RuntimeException> onRefusal;
    private volatile boolean isFinishing;
    private volatile boolean hasFailed;
    private long lastSentMs = now();

    ProgressSender(ObserverSettings settings, Progress progress, Heartbeat heartbeat, Consumer<RuntimeException> onRefusal) {
        this.heartbeatMs = settings.heartbeatMillis;
        this.progress = progress;
        this.heartbeat = heartbeat;
        this.onRefusal = onRefusal;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    void add(TraceRecord record) {
        if (!hasFailed) arrived.add(record);
    }

    /** Sends what is left and ends the thread. @return false when progress was refused: then nothing more may be sent */
    boolean finish() {
        isFinishing = true;
        try {
            // After a refusal this may be called from the sender's own abort; a thread cannot wait for itself.
            if (Thread.currentThread() != thread) thread.join();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
        return !hasFailed;
    }

    private void run() {
        try {
            while (!isFinishing || !arrived.isEmpty() || !waiting.isEmpty()) step();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException error) {
            hasFailed = true;
            onRefusal.accept(error);
        }
    }

    private void step() throws InterruptedException {
        TraceRecord record = arrived.poll(POLL_MS, TimeUnit.MILLISECONDS);
        if (record != null && isNews(record)) waiting.put(record.getTaskId(), record);

        long silentMs = now() - lastSentMs;
        boolean isDue = silentMs >= REQUEST_INTERVAL_MS || isFinishing && arrived.isEmpty() || waiting.size() >= MAX_TASKS;
        if (!waiting.isEmpty() && isDue) sendBatch();
        else if (waiting.isEmpty() && silentMs >= heartbeatMs) beat();
    }

    /** The core tells of a short task's submission and of its end from two threads, sometimes in the wrong order. */
    private boolean isNews(TraceRecord record) {
        int stage = STAGES.indexOf(String.valueOf(record.getStore().get("status")));
        int known = stages.merge(record.getTaskId(), stage < 0 ? STAGES.size() : stage, Math::max);
        return stage < 0 || stage >= known;
    }

    private void sendBatch() throws InterruptedException {
        List<TraceRecord> batch = new ArrayList<>(waiting.values());
        waiting.clear();
        progress.send(batch);
        lastSentMs = now();
    }

    private void beat() throws InterruptedException {
        try {
            heartbeat.send();
        } catch (TraceClient.TraceException error) {
            log.warn("The server did not take a sign of life: {}", error.getMessage());
        }
        lastSentMs = now();
    }

    private static long now() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }
}
