package postern.observer;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import nextflow.Session;
import nextflow.exception.AbortOperationException;
import nextflow.processor.TaskHandler;
import nextflow.processor.TaskProcessor;
import nextflow.trace.ResourcesAggregator;
import nextflow.trace.TraceRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells a server about one run in the trace protocol: create, begin, progress and heartbeat, complete. */
final class PosternObserver extends SilentObserver {
    private static final Logger log = LoggerFactory.getLogger("nextflow.postern");

    private final ObserverSettings settings;
    private final TraceClient client;
    private final Set<String> processNames = Collections.synchronizedSet(new LinkedHashSet<>());
    private Session session;
    private TraceBodies bodies;
    private ResourcesAggregator usage;
    private ProgressSender sender;
    private String workflowId;
    private Object watchUrl;

    PosternObserver(ObserverSettings settings, TraceClient client) {
        this.settings = settings;
        this.client = client;
    }

    @Override
    public boolean enableMetrics() {
        return true;
    }

    @Override
    public void onFlowCreate(Session created) {
        session = created;
        bodies = new TraceBodies(created, settings);
        usage = new ResourcesAggregator(created);
        Map<?, ?> answer = sendOrStop("POST", "/trace/create", bodies.create());
        if (answer.get("workflowId") == null)
            throw new AbortOperationException("The server at " + settings.endpoint + " did not say which id this run has.");
        workflowId = answer.get("workflowId").toString();
        watchUrl = answer.get("watchUrl");
        if (answer.get("message") != null) log.warn(answer.get("message").toString());
    }

    @Override
    public void onProcessCreate(TaskProcessor process) {
        processNames.add(process.getName());
    }

    @Override
    public void onFlowBegin() {
        Map<?, ?> answer = sendOrStop("PUT", path("begin"), bodies.begin(workflowId, processNames));
        if (watchUrl == null) watchUrl = answer.get("watchUrl");
        if (watchUrl != null) log.info("Monitor this run: {}", watchUrl);
        sender = new ProgressSender(settings, this::sendProgress, this::sendHeartbeat, this::abortRun);
        sender.start();
    }

    @Override
    public void onProcessPending(TaskHandler handler, TraceRecord trace) {
        queue(trace);
    }

    @Override
    public void onProcessSubmit(TaskHandler handler, TraceRecord trace) {
        queue(trace);
    }

    @Override
    public void onProcessStart(TaskHandler handler, TraceRecord trace) {
        queue(trace);
    }

    @Override
    public void onProcessComplete(TaskHandler handler, TraceRecord trace) {
        queue(trace);
        measure(trace);
    }

    @Override
    public void onProcessCached(TaskHandler handler, TraceRecord trace) {
        queue(trace);
        measure(trace);
    }

    @Override
    public void onFlowError(TaskHandler handler, TraceRecord trace) {
        queue(trace);
    }

    /** Returns when the server has been told, or when it could not be told. */
    @Override
    public void onFlowComplete() {
        if (sender == null || !sender.finish()) return;
        try {
            client.send("PUT", path("complete"), bodies.complete(workflowId, metrics()));
        } catch (TraceClient.TraceException error) {
            log.warn("The server was not told that this run has ended: {}", error.getMessage());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void sendProgress(List<TraceRecord> records) throws InterruptedException {
        client.send("PUT", path("progress"), bodies.progress(records));
    }

    private void sendHeartbeat() throws InterruptedException {
        client.send("PUT", path("heartbeat"), bodies.heartbeat());
    }

    private void abortRun(RuntimeException error) {
        log.error("Aborting the run, because the server no longer accepts its progress: {}", error.getMessage());
        session.abort(error);
    }

    private Map<?, ?> sendOrStop(String method, String path, String body) {
        try {
            return client.send(method, path, body);
        } catch (TraceClient.TraceException error) {
            throw new AbortOperationException("This run cannot be monitored: " + error.getMessage(), error);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new AbortOperationException("Stopped while telling the server about this run.", stopped);
        }
    }

    private void queue(TraceRecord trace) {
        if (trace != null && sender != null) sender.add(trace);
    }

    private void measure(TraceRecord trace) {
        if (trace == null) return;
        synchronized (usage) {
            usage.aggregate(trace);
        }
    }

    /** Figures are a nicety: their failure must not keep the end of the run from being told. */
    private List<?> metrics() {
        try {
            synchronized (usage) {
                return usage.computeSummaryList();
            }
        } catch (RuntimeException error) {
            log.debug("no usage summary", error);
            return List.of();
        }
    }

    private String path(String call) {
        return "/trace/" + workflowId + "/" + call;
    }
}
