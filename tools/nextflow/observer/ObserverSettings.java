package postern.observer;

import java.util.Map;

import nextflow.exception.AbortOperationException;

/**
 * What the wrapper handed over. The names are our own because the core stops and asks for the
 * nf-tower plugin as soon as it sees TOWER_ACCESS_TOKEN or TOWER_WORKFLOW_ID.
 */
final class ObserverSettings {
    private static final String PREFIX = "POSTERN_OBSERVER_";

    final String endpoint;
    final String token;
    final String workflowId;
    final String workspaceId;
    /** The value of -with-tower, "-" when it had none, null when the option was absent. */
    final String withTower;
    final String logFile;
    final String outFile;
    final boolean reportsFiles;
    final long heartbeatMillis;

    private ObserverSettings(Map<String, String> env) {
        withTower = read(env, "WITH_TOWER");
        boolean urlOnCommandLine = withTower != null && !withTower.equals("-");
        endpoint = urlOnCommandLine ? withTower : read(env, "ENDPOINT");
        token = read(env, "TOKEN");
        workflowId = read(env, "WORKFLOW_ID");
        workspaceId = read(env, "WORKSPACE_ID");
        reportsFiles = "true".equals(read(env, "ALLOW_NEXTFLOW_LOGS"));
        logFile = env.get("NXF_LOG_FILE");
        outFile = env.get("NXF_OUT_FILE");
        String beat = read(env, "HEARTBEAT_SECONDS");
        heartbeatMillis = beat == null ? 60_000 : Math.round(Double.parseDouble(beat) * 1000);
    }

    /** @return null when this run is not monitored */
    static ObserverSettings find(Map<String, String> env) {
        ObserverSettings found = new ObserverSettings(env);
        if (found.withTower == null && found.workflowId == null) return null;
        found.check();
        return found;
    }

    boolean isPlatformLaunch() {
        return workflowId != null;
    }

    String endpointWithoutSlash() {
        return endpoint.replaceAll("/+$", "");
    }

    private void check() {
        if (token == null)
            throw new AbortOperationException("This run cannot be monitored: TOWER_ACCESS_TOKEN is not set. Put your access token there.");
        // The true plugin would fall back on a public service; a stand-in must not send a token to strangers.
        if (endpoint == null)
            throw new AbortOperationException("This run cannot be monitored: no server is named. Set TOWER_API_ENDPOINT or give -with-tower a URL.");
        if (!endpoint.matches("https?://.+"))
            throw new AbortOperationException("This run cannot be monitored: '" + endpoint + "' is not an http(s) URL.");
    }

    private static String read(Map<String, String> env, String name) {
        String value = env.get(PREFIX + name);
        return value == null || value.isEmpty() ? null : value;
    }
}
