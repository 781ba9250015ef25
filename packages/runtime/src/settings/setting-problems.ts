// One check a value: why it is refused, or `undefined` when it is good. schema.ts says which setting has which.

export const oneOf =
  (...allowed: readonly string[]) =>
  (value: string | number | boolean): string | undefined =>
    allowed.includes(String(value)) ? undefined : `use one of ${allowed.join(", ")}`;

export const between =
  (low: number, high: number) =>
  (value: string | number | boolean): string | undefined =>
    Number(value) >= low && Number(value) <= high ? undefined : `use a number from ${String(low)} to ${String(high)}`;

export const listenAddress = (value: string | number | boolean): string | undefined =>
  /^(\[[0-9a-fA-F:]+\]|[^:\s]+):\d{1,5}$/.test(String(value)) ? undefined : "use HOST:PORT, such as 127.0.0.1:8000";

export const busAddress = (value: string | number | boolean): string | undefined =>
  value === "in-process" || /^(nats|tls):\/\/[^\s]+$/.test(String(value)) ? undefined : "use in-process, or nats://HOST:PORT";

export const proxyAddress = (value: string | number | boolean): string | undefined =>
  value === "" || /^http:\/\/([^\s/@]+@)?(\[[0-9a-fA-F:]+\]|[^:\s/@]+):\d{1,5}\/?$/.test(String(value))
    ? undefined
    : "use http://HOST:PORT";

export const downloadAddress = (value: string | number | boolean): string | undefined =>
  /^https?:\/\/[^\s/@]+\/\S+$/.test(String(value)) ? undefined : "use https://HOST/PATH, without a name or password in it";

export const sha256Sum = (value: string | number | boolean): string | undefined =>
  /^([0-9a-f]{64})?$/.test(String(value)) ? undefined : "use 64 hexadecimal digits in lower case, as sha256sum prints them";
