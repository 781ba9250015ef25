import { eventually } from "@postern/testing";
import { LaunchScene } from "./launch-scene.fixture.ts";
import type { SceneOptions } from "./launch-scene.fixture.ts";
import { realReaches } from "./reach.fixture.ts";

export type Way = keyof typeof realReaches;

export const ways = Object.keys(realReaches) as readonly Way[];

/** The same scene for each way that outsiders have to a cluster; all of them on one scheduler. */
export type ReachedScenes = Readonly<Record<Way, LaunchScene>>;

export async function openReachedScenes(options: Omit<SceneOptions, "eventually" | "reach">): Promise<ReachedScenes> {
  const opened = await Promise.all(
    ways.map(async (way) => [way, await LaunchScene.open({ ...options, eventually, reach: realReaches[way] })] as const),
  );
  return Object.fromEntries(opened) as ReachedScenes;
}

export async function closeReachedScenes(scenes: ReachedScenes): Promise<void> {
  await Promise.all(Object.values(scenes).map((scene) => scene[Symbol.asyncDispose]()));
}

/** In all scenes at once: what befalls a scheduler befalls whoever uses it. */
export async function inEach<Result>(
  scenes: ReachedScenes,
  act: (scene: LaunchScene, way: Way) => Promise<Result>,
): Promise<Readonly<Record<Way, Result>>> {
  const done = await Promise.all(ways.map(async (way) => [way, await act(scenes[way], way)] as const));
  return Object.fromEntries(done) as Readonly<Record<Way, Result>>;
}
