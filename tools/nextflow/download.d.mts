export interface Jar {
  /** Relative to the root of a Maven repository. */
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
}

export interface DownloadJars {
  readonly jars: readonly Jar[];
  readonly folder: string;
  /** The root of a Maven repository. */
  readonly central: string;
  readonly log: (text: string) => void;
}

/** @throws an Error that names the first jar that could not be had, and from where. */
export declare function downloadJars(options: DownloadJars): Promise<void>;

/** The jars that the folder does not hold yet, or holds cut short. */
export declare function missingJars(jars: readonly Jar[], folder: string): Promise<Jar[]>;
