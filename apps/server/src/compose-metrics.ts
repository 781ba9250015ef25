import type { RunReconciler } from "./background/run-reconciler.ts";
import { MetricsPage } from "./features/metrics/metrics-page.ts";
import { ScrapeToken } from "./features/metrics/scrape-token.ts";
import type { ServerSettings } from "./server-settings.ts";
import { serverVersion } from "./server-version.ts";

interface Parts {
  readonly settings: ServerSettings;
  readonly runReconciler: RunReconciler;
  readonly gateway: { readonly registry: { readonly size: number } };
  readonly unseal: { readonly isSealed: boolean };
}

/** Makes what monitoring reads. @throws setting.invalid when the token cannot be read. */
export function composeMetrics({ settings, runReconciler, gateway, unseal }: Parts) {
  const scrapeToken = ScrapeToken.read(settings.metricsTokenFile);
  const sources = {
    version: serverVersion,
    questions: () => runReconciler.describeAllQuestions(),
    agentCount: () => gateway.registry.size,
    isSealed: () => unseal.isSealed,
  };
  return { scrapeToken, metricsPage: scrapeToken.isSet ? new MetricsPage(sources) : undefined };
}
