package postern.observer;

import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import groovy.json.JsonGenerator;
import groovy.lang.Closure;
import nextflow.NextflowMeta;
import nextflow.Session;
import nextflow.config.Manifest;
import nextflow.trace.ProgressRecord;
import nextflow.trace.TraceRecord;
import nextflow.trace.WorkflowStats;
import nextflow.util.ConfigHelper;
import nextflow.util.Duration;
import nextflow.util.MemoryUnit;

/** What is said in the five calls. Nothing is sent here. */
final class TraceBodies {
    private static final Set<String> DATES = Set.of("submit", "start", "complete");
    private static final Map<String, Integer> LONGEST = Map.of(
        "script", 10_240, "env", 2_048, "workdir", 512, "name", 255, "process", 255, "tag", 255, "container", 255,
        "scratch", 255, "queue", 100);

    private final Session session;
    private final ObserverSettings settings;
    private final JsonGenerator json = new JsonGenerator.Options()
        .addConverter(Path.class, as(Object::toString))
        .addConverter(UUID.class, as(Object::toString))
        .addConverter(OffsetDateTime.class, as(Object::toString))
        .addConverter(Duration.class, as(value -> ((Duration) value).toMillis()))
        .addConverter(MemoryUnit.class, as(value -> ((MemoryUnit) value).toBytes()))
        .addConverter(Manifest.class, as(value -> manifest((Manifest) value)))
        .addConverter(NextflowMeta.class, as(value -> nextflow((NextflowMeta) value)))
        .addConverter(ProgressRecord.class, as(value -> process((ProgressRecord) value)))
        .addConverter(Closure.class, as(value -> "[closure]"))
        .build();

    TraceBodies(Session session, ObserverSettings settings) {
        this.session = session;
        this.settings = settings;
    }

    String create() {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("sessionId", session.getUniqueId());
        body.put("runName", session.getRunName());
        body.put("projectName", session.getWorkflowMetadata().getProjectName());
        body.put("repository", session.getWorkflowMetadata().getRepository());
        body.put("workflowId", settings.workflowId);
        return render(body);
    }

    String begin(String workflowId, Collection<String> processNames) {
        Map<String, Object> body = new LinkedHashMap<>();
        Map<String, Object> workflow = workflow(workflowId);
        workflow.remove("stats");
        body.put("workflow", workflow);
        body.put("processNames", processNames);
        body.put("towerLaunch", settings.isPlatformLaunch());
        return render(body);
    }

    String progress(Collection<TraceRecord> records) {
        Map<String, Object> body = new LinkedHashMap<>();
        List<Object> tasks = new ArrayList<>();
        for (TraceRecord record : records) tasks.add(task(record));
        body.put("tasks", tasks);
        body.put("progress", progress(session.getStatsObserver().getQuickStats()));
        body.put("containers", List.of());
        return render(body);
    }

    String heartbeat() {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("progress", progress(session.getStatsObserver().getQuickStats()));
        return render(body);
    }

    String complete(String workflowId, List<?> metrics) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("workflow", workflow(workflowId));
        body.put("metrics", metrics);
        body.put("progress", progress(session.getStatsObserver().getStats()));
        return render(body);
    }

    private String render(Map<String, Object> body) {
        body.put("instant", System.currentTimeMillis());
        return json.toJson(body);
    }

    private Map<String, Object> workflow(String workflowId) {
        Map<String, Object> workflow = new LinkedHashMap<>();
        ((Map<?, ?>) session.getWorkflowMetadata().toMap()).forEach((key, value) -> workflow.put(key.toString(), value));
        // Several containers make a map of process name to image; the protocol has no place for that.
        if (workflow.get("container") instanceof Map) workflow.put("container", null);
        workflow.put("commandLine", commandLine(workflow.get("commandLine")));
        workflow.put("params", session.getParams());
        workflow.put("id", cut(workflowId, 16));
        workflow.put("configText", settings.withTower == null ? null : ConfigHelper.toCanonicalString(session.getConfig()));
        workflow.put("operationId", settings.reportsFiles ? "local-platform::" + ProcessHandle.current().pid() : null);
        workflow.put("logFile", settings.reportsFiles ? settings.logFile : null);
        workflow.put("outFile", settings.reportsFiles ? settings.outFile : null);
        return workflow;
    }

    /** The wrapper took the option away; the record should still show what the person typed. */
    private Object commandLine(Object seen) {
        if (settings.withTower == null) return seen;
        return seen + (settings.withTower.equals("-") ? " -with-tower" : " -with-tower '" + settings.withTower + "'");
    }

    private static Map<String, Object> task(TraceRecord record) {
        Map<String, Object> task = new LinkedHashMap<>();
        for (Map.Entry<String, Object> entry : record.getStore().entrySet()) {
            String name = entry.getKey();
            // get() masks secrets in the environment; the raw store does not.
            Object value = name.equals("env") ? record.get("env") : entry.getValue();
            if (DATES.contains(name)) value = date(value);
            Integer limit = LONGEST.get(name);
            if (limit != null && value instanceof CharSequence) value = cut(value.toString(), limit);
            task.put(camelCase(name), value);
        }
        task.put("executor", record.getExecutorName());
        task.put("cloudZone", null);
        task.put("machineType", null);
        task.put("priceModel", null);
        return task;
    }

    private static String camelCase(String name) {
        StringBuilder out = new StringBuilder();
        for (String word : name.replace("%", "p").split("_"))
            out.append(out.length() == 0 ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
        return out.toString();
    }

    private static Object date(Object millis) {
        boolean known = millis instanceof Number && ((Number) millis).longValue() > 0;
        if (!known) return null;
        return OffsetDateTime.ofInstant(Instant.ofEpochMilli(((Number) millis).longValue()), ZoneId.systemDefault());
    }

    private static Map<String, Object> progress(WorkflowStats stats) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("aborted", stats.getAbortedCount());
        out.put("cached", stats.getCachedCount());
        out.put("failed", stats.getFailedCount());
        out.put("ignored", stats.getIgnoredCount());
        out.put("loadCpus", stats.getLoadCpus());
        out.put("loadMemory", stats.getLoadMemory());
        out.put("peakCpus", stats.getPeakCpus());
        out.put("peakMemory", stats.getPeakMemory());
        out.put("peakRunning", stats.getPeakRunning());
        out.put("pending", stats.getPendingCount());
        out.put("processes", stats.getProcesses());
        out.put("retries", stats.getRetriesCount());
        out.put("running", stats.getRunningCount());
        out.put("submitted", stats.getSubmittedCount());
        out.put("succeeded", stats.getSucceededCount());
        return out;
    }

    private static Map<String, Object> process(ProgressRecord record) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("index", record.getIndex());
        out.put("name", record.getName());
        out.put("pending", record.getPending());
        out.put("submitted", record.getSubmitted());
        out.put("running", record.getRunning());
        out.put("succeeded", record.getSucceeded());
        out.put("cached", record.getCached());
        out.put("failed", record.getFailed());
        out.put("aborted", record.getAborted());
        out.put("stored", record.getStored());
        out.put("ignored", record.getIgnored());
        out.put("retries", record.getRetries());
        out.put("terminated", record.isTerminated());
        out.put("loadCpus", record.getLoadCpus());
        out.put("loadMemory", record.getLoadMemory());
        out.put("peakRunning", record.getPeakRunning());
        out.put("peakCpus", record.getPeakCpus());
        out.put("peakMemory", record.getPeakMemory());
        return out;
    }

    private static Map<String, Object> manifest(Manifest manifest) {
        Map<String, Object> out = new LinkedHashMap<>();
        ((Map<?, ?>) manifest.toMap()).forEach((key, value) -> out.put(key.toString(), value));
        out.put("name", manifest.getName());
        out.put("recurseSubmodules", manifest.getRecurseSubmodules());
        return out;
    }

    private static Map<String, Object> nextflow(NextflowMeta meta) {
        Map<String, Object> out = new LinkedHashMap<>();
        ((Map<?, ?>) meta.toJsonMap()).forEach((key, value) -> out.put(key.toString(), value));
        out.put("timestamp", String.valueOf(out.get("timestamp")).replace("+0000", "Z"));
        return out;
    }

    private static String cut(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest);
    }

    private interface View {
        Object of(Object value);
    }

    private static Closure<Object> as(View view) {
        return new Closure<Object>(TraceBodies.class) {
            public Object doCall(Object value) {
                return view.of(value);
            }
        };
    }
}
