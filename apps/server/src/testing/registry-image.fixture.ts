import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import type { RegistryAccount, TestRegistry } from "./docker-registry.fixture.ts";

/** Puts a small image into a registry, as somebody who may, with a real Skopeo. @returns its name, as `127.0.0.1:5000/team/tool:1`. */
export async function pushImage({ name }: Pick<TestRegistry, "name">, { user, password }: RegistryAccount): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "postern-image-"));
  try {
    await writeImage(folder);
    const image = `${name}/team/tool:1`;
    const words = ["copy", "--quiet", "--insecure-policy", "--dest-tls-verify=false", "--dest-creds", `${user}:${password}`];
    await promisify(execFile)("skopeo", [...words, `oci:${folder}:1`, `docker://${image}`]);
    return image;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** An image layout of the Open Container Initiative with one layer, an empty archive. */
async function writeImage(folder: string): Promise<void> {
  await mkdir(join(folder, "blobs", "sha256"), { recursive: true });
  const archive = Buffer.alloc(1024);
  const layer = await writeBlob(folder, gzipSync(archive));
  const rootfs = { type: "layers", diff_ids: [`sha256:${sha256(archive)}`] };
  const config = await writeBlob(folder, JSON.stringify({ architecture: "amd64", os: "linux", config: {}, rootfs }));
  const manifest = await writeBlob(
    folder,
    JSON.stringify({
      schemaVersion: 2,
      config: { mediaType: "application/vnd.oci.image.config.v1+json", ...config },
      layers: [{ mediaType: "application/vnd.oci.image.layer.v1.tar+gzip", ...layer }],
    }),
  );
  const annotations = { "org.opencontainers.image.ref.name": "1" };
  const manifests = [{ mediaType: "application/vnd.oci.image.manifest.v1+json", ...manifest, annotations }];
  await writeFile(join(folder, "index.json"), JSON.stringify({ schemaVersion: 2, manifests }));
  await writeFile(join(folder, "oci-layout"), JSON.stringify({ imageLayoutVersion: "1.0.0" }));
}

async function writeBlob(folder: string, content: string | Buffer): Promise<{ readonly digest: string; readonly size: number }> {
  const bytes = Buffer.from(content);
  await writeFile(join(folder, "blobs", "sha256", sha256(bytes)), bytes);
  return { digest: `sha256:${sha256(bytes)}`, size: bytes.byteLength };
}

const sha256 = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");
