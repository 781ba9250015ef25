export interface NextflowRuntime {
  /** The path of the `nextflow` command. */
  readonly command: string;
  /** The folder that holds it, safe to link to. Its name changes with its content. */
  readonly dir: string;
  readonly version: string;
}

export interface EnsureNextflowOptions {
  /** Default: `$POSTERN_CACHE_DIR/nextflow-<version>`, else `~/.cache/postern/nextflow-<version>`. */
  readonly cacheDir?: string;
  /** Told one line per slow step. Default: silence. */
  readonly log?: (text: string) => void;
}

/**
 * Makes sure that there is a `nextflow` command, and says where. May be repeated and may run several times at once.
 *
 * @throws an Error whose text names what could not be had, and the cure.
 */
export declare function ensureNextflow(options?: EnsureNextflowOptions): Promise<NextflowRuntime>;

/** Where the runtime is kept unless told otherwise. */
export declare function defaultCacheDir(env?: Readonly<Record<string, string | undefined>>): string;

/** Reads the words after `install.mjs`. @throws an Error that says what was not understood. */
export declare function parseArguments(words: readonly string[]): { readonly cacheDir?: string };
