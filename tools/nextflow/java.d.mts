/** @throws an Error with the command that installs Java, when there is none or it is too old. */
export declare function requireJava(env?: Readonly<Record<string, string | undefined>>): Promise<void>;

/** `openjdk version "17.0.15"` is 17, `java version "1.8.0_402"` is 8; undefined when it says neither. */
export declare function parseJavaMajor(words: string): number | undefined;
