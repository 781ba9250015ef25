package postern.observer;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

import groovy.json.JsonException;
import groovy.json.JsonSlurper;
import nextflow.BuildInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request at a time, repeated as nf-tower 1.28 repeats it. */
final class TraceClient {
    private static final Logger log = LoggerFactory.getLogger("nextflow.postern");
    private static final Set<Integer> WORTH_REPEATING = Set.of(429, 500, 502, 503, 504);
    private static final int MAX_ATTEMPTS = 10;
    private static final double FIRST_DELAY_MS = 350;
    private static final double MAX_DELAY_MS = 90_000;
    private static final double JITTER = 0.25;

    private final HttpClient http = HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .followRedirects(HttpClient.Redirect.NORMAL)
        .connectTimeout(Duration.ofSeconds(60))
        .build();
    private final ObserverSettings settings;

    TraceClient(ObserverSettings settings) {
        this.settings = settings;
    }

    /** @throws TraceException when the server refused, or could not be reached after the last attempt */
    Map<?, ?> send(String method, String path, String body) throws InterruptedException {
        HttpRequest request = render(method, path, body);
        for (int attempt = 1; ; attempt++) {
            TraceException failure;
            long serverWantsMs = 0;
            try {
                HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() / 100 == 2) return parse(answer.body());
                failure = new TraceException(request, answer.statusCode(), reasonOf(answer));
                serverWantsMs = retryAfterMs(answer);
            } catch (IOException error) {
                failure = new TraceException(request, 0, "cannot reach the server: " + describe(error));
            }
            boolean worthRepeating = failure.status == 0 || WORTH_REPEATING.contains(failure.status);
            if (!worthRepeating || attempt == MAX_ATTEMPTS) throw failure;
            long delay = Math.max(delayAfter(attempt), serverWantsMs);
            log.debug("attempt {} of {} failed, next one in {} ms: {}", attempt, MAX_ATTEMPTS, delay, failure.getMessage());
            Thread.sleep(delay);
        }
    }

    private HttpRequest render(String method, String path, String body) {
        String query = settings.workspaceId == null ? "" : "?workspaceId=" + URLEncoder.encode(settings.workspaceId, StandardCharsets.UTF_8);
        return HttpRequest.newBuilder(URI.create(settings.endpointWithoutSlash() + path + query))
            .timeout(Duration.ofSeconds(60))
            .header("User-Agent", "Nextflow/" + BuildInfo.getVersion())
            .header("Content-Type", "application/json; charset=utf-8")
            .header("Traceparent", randomTraceParent())
            .header("Authorization", authorization(settings.token))
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    }

    private static long delayAfter(int attempt) {
        double plain = Math.min(FIRST_DELAY_MS * Math.pow(2, attempt - 1), MAX_DELAY_MS);
        return Math.round(plain * ThreadLocalRandom.current().nextDouble(1 - JITTER, 1 + JITTER));
    }

    private static long retryAfterMs(HttpResponse<?> answer) {
        Optional<String> value = answer.headers().firstValue("Retry-After").filter(text -> text.matches("\\d{1,6}"));
        return value.map(text -> Long.parseLong(text) * 1000).orElse(0L);
    }

    /** JWT and personal tokens travel as Bearer, anything else as the password of user "@token". */
    static String authorization(String token) {
        boolean isJwt = token.chars().filter(c -> c == '.').count() == 2;
        if (isJwt || isPersonalToken(token)) return "Bearer " + token;
        return "Basic " + Base64.getEncoder().encodeToString(("@token:" + token).getBytes(StandardCharsets.UTF_8));
    }

    private static boolean isPersonalToken(String token) {
        try {
            String text = new String(Base64.getDecoder().decode(token), StandardCharsets.UTF_8);
            int dot = text.indexOf('.');
            return dot > 0 && new JsonSlurper().parseText(text.substring(0, dot)) instanceof Map;
        } catch (IllegalArgumentException | JsonException notOne) {
            return false;
        }
    }

    /** The calls that need a field of the answer look for it; an empty or odd body is no error here. */
    private static Map<?, ?> parse(String body) {
        try {
            Object value = new JsonSlurper().parseText(body);
            return value instanceof Map ? (Map<?, ?>) value : Map.of();
        } catch (IllegalArgumentException | JsonException notJson) {
            return Map.of();
        }
    }

    private static String reasonOf(HttpResponse<String> answer) {
        if (answer.statusCode() == 401) return "the server did not accept the access token; check TOWER_ACCESS_TOKEN";
        Object message = parse(answer.body()).get("message");
        return message == null ? answer.body() : message.toString();
    }

    private static String describe(IOException error) {
        String name = error.getClass().getSimpleName();
        return error.getMessage() == null ? name : name + ": " + error.getMessage();
    }

    private static String randomTraceParent() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return String.format("00-%016x%016x-%016x-01", random.nextLong(), random.nextLong(), random.nextLong());
    }

    /** Its message is for the person who started the run. */
    static final class TraceException extends RuntimeException {
        final int status;

        TraceException(HttpRequest request, int status, String reason) {
            super(String.format("%s %s answered %d: %s", request.method(), request.uri(), status, reason.strip()));
            this.status = status;
        }
    }
}
