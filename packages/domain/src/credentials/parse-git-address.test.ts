import fc from "fast-check";
import { expect, test } from "vitest";
import { renderGitAddress } from "./git-address.ts";
import { parseGitAddress } from "./parse-git-address.ts";

test.each([
  ["https://github.com/nf-core/rnaseq", "github.com/nf-core/rnaseq/"],
  ["https://github.com/nf-core/rnaseq.git", "github.com/nf-core/rnaseq/"],
  ["  https://GitHub.com//nf-core/rnaseq/  ", "github.com/nf-core/rnaseq/"],
  ["https://www.github.com:443/nf-core/rnaseq", "github.com/nf-core/rnaseq/"],
  ["http://github.com./nf-core/rnaseq", "github.com/nf-core/rnaseq/"],
  ["git@github.com:nf-core/rnaseq.git", "github.com/nf-core/rnaseq/"],
  ["github.com:nf-core/rnaseq", "github.com/nf-core/rnaseq/"],
  ["ssh://git@ssh.github.com:443/nf-core/rnaseq.git", "github.com/nf-core/rnaseq/"],
  ["git://github.com/nf-core/rnaseq", "github.com/nf-core/rnaseq/"],
  ["github.com/nf-core/rnaseq", "github.com/nf-core/rnaseq/"],
  ["nf-core/rnaseq", "github.com/nf-core/rnaseq/"],
  ["https://user:token@github.com/nf-core/rnaseq", "github.com/nf-core/rnaseq/"],
  ["https://gitlab.example.org:8443/a/b/c", "gitlab.example.org:8443/a/b/c/"],
  ["gitlab.example.org:8443/a/b", "gitlab.example.org:8443/a/b/"],
  ["https://gitlab.example.org:80/a/b", "gitlab.example.org:80/a/b/"],
  ["git@gitlab.example.org:8443/a/b", "gitlab.example.org/8443/a/b/"],
  ["ssh://git@gitlab.example.org:2222/a/b", "gitlab.example.org/a/b/"],
  ["https://localhost:3000/a/b", "localhost:3000/a/b/"],
  ["localhost/a/b", "localhost/a/b/"],
  ["https://[2001:db8::1]:3000/a/b", "[2001:db8::1]:3000/a/b/"],
  ["https://bücher.example/a/b", "xn--bcher-kva.example/a/b/"],
  ["https://git.example.org/a/../b", "git.example.org/b/"],
  ["https://dev.azure.com/lab/genomics/_git/pipe", "dev.azure.com/lab/genomics/pipe/"],
  ["https://lab@dev.azure.com/lab/genomics/_git/pipe", "dev.azure.com/lab/genomics/pipe/"],
  ["https://dev.azure.com/lab/_git/pipe", "dev.azure.com/lab/pipe/pipe/"],
  ["https://dev.azure.com/lab/My%20Project/_git/pipe", "dev.azure.com/lab/My%20Project/pipe/"],
  ["https://lab.visualstudio.com/genomics/_git/pipe", "dev.azure.com/lab/genomics/pipe/"],
  ["https://lab.visualstudio.com/DefaultCollection/genomics/_git/pipe", "dev.azure.com/lab/genomics/pipe/"],
  ["git@ssh.dev.azure.com:v3/lab/genomics/pipe", "dev.azure.com/lab/genomics/pipe/"],
  ["lab@vs-ssh.visualstudio.com:v3/lab/genomics/pipe", "dev.azure.com/lab/genomics/pipe/"],
  ["https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/Pipe", "git-codecommit.eu-west-1.amazonaws.com/Pipe/"],
  ["ssh://git-codecommit.eu-west-1.amazonaws.com/v1/repos/Pipe", "git-codecommit.eu-west-1.amazonaws.com/Pipe/"],
])("%s is %s", (written, canonical) => {
  const address = parseGitAddress(written);

  expect(address && renderGitAddress(address)).toBe(canonical);
});

test.each([
  "",
  "hello",
  "/srv/git/pipe.git",
  "./pipe",
  "../pipe/x",
  "file:///srv/git/pipe.git",
  "javascript://github.com/a/b",
  "https://",
  "https:///a/b",
  "https://github.com/a b",
  "https://github.com\\@evil.example/a",
  "https://github.com/a\nb",
  "https://github.com/a%zz",
  "https://github.com/a/b?token=x",
  "https://github.com/a/b#x",
  "https://git.example.org:99999/a",
])("%j is no address of a repository", (written) => {
  expect(parseGitAddress(written)).toBeUndefined();
});

test("what stands before the @ is never part of what comes out", () => {
  const word = fc.stringMatching(/^[a-z0-9]{12}$/);

  fc.assert(
    fc.property(word, word, (user, secret) => {
      const address = parseGitAddress(`https://${user}:${secret}@git.example.org/a/b`);

      expect(JSON.stringify(address)).not.toContain(secret);
    }),
  );
});

test("whatever text comes, it is read or refused, and the canonical text stands for itself", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: "binary", maxLength: 80 }), fc.webUrl()), (text) => {
      const address = parseGitAddress(text);
      if (address === undefined) return;
      const canonical = renderGitAddress(address);
      const again = parseGitAddress(`https://${canonical}`);

      expect(again && renderGitAddress(again)).toBe(again?.ending === ".git" ? canonical.slice(0, -5) + "/" : canonical);
    }),
    { numRuns: 500 },
  );
});
