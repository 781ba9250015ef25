import { expect, test } from "vitest";
import { chooseArmour } from "./choose-armour.ts";

const lines = ["-----BEGIN OPENSSH PRIVATE KEY-----", "b3BlbnNz", "aC1rZXkt", "-----END OPENSSH PRIVATE KEY-----"];
const whole = `${lines.join("\n")}\n`;
const base64 = "b3BlbnNzaC1rZXkt";

const mendable: readonly (readonly [string, string, readonly string[]])[] = [
  ["nothing to mend", whole, []],
  ["no newline at the end", lines.join("\n"), []],
  ["line ends of Windows", lines.join("\r\n"), ["Line ends of Windows were replaced."]],
  ["line ends of old Macs", lines.join("\r"), ["Line ends of Windows were replaced."]],
  ["line ends written out", lines.join(String.raw`\n`), ["Line ends written as \\n were replaced."]],
  ["a byte order mark", `\u{feff}${whole}`, ["Invisible characters were removed."]],
  ["zero-width blanks", whole.replace("b3Bl", "b3\u{200b}Bl"), ["Invisible characters were removed."]],
  ["non-breaking blanks", whole.replace("BEGIN OPENSSH", "BEGIN\u{a0}OPENSSH"), ["Odd blanks were replaced."]],
  ["blanks at the ends of lines", lines.join("  \n"), ["Blanks at the end of lines were removed."]],
  ["indentation", lines.map((line) => `    ${line}`).join("\n"), ["Blanks at the beginning of lines were removed."]],
  ["marks of a quoted mail", lines.map((line) => `> ${line}`).join("\n"), ["Marks of a quoted mail were removed."]],
  ["one line", lines.join(" "), []],
  ["lines broken elsewhere and blank lines", lines.join("\n\n").replace("b3Bl", "b3\nBl"), []],
  [
    "long dashes of a mail program",
    whole.replaceAll("-----", "\u{2014}\u{2013}\u{2013}"),
    ["The dashes of the first and last line were mended."],
  ],
  ["a dash that was not copied", whole.slice(1), ["The dashes of the first and last line were mended."]],
  ["quotation marks", `"${lines.join('"\n"')}"`, ["Quotation marks were removed."]],
  ["base64 around the whole file", Buffer.from(whole).toString("base64"), ["The base64 around the whole file was taken off."]],
  ["text around it", `Here is the key:\n${whole}Bye`, ["What stood around the key was left out."]],
  ["its public key behind it", `${whole}ssh-ed25519 AAAAC3Nz me`, ["What stood around the key was left out."]],
  [
    "the parameters of its curve in front",
    `-----BEGIN EC PARAMETERS-----\nBggq\n-----END EC PARAMETERS-----\n${whole}`,
    ["What stood around the key was left out."],
  ],
];

test.each(mendable)("a key with %s is found and mended", (_, pasted, mended) => {
  const found = chooseArmour(pasted);

  expect(found).toMatchObject({ kind: "armour", label: "OPENSSH PRIVATE KEY" });
  expect("body" in found && found.body.replaceAll(/\s/gu, "")).toBe(base64);
  expect("mended" in found && found.mended).toEqual(mended);
});

const armour = (label: string, body = base64): string => `-----BEGIN ${label}-----\n${body}\n-----END ${label}-----\n`;
const pkcs12 = Buffer.concat([Buffer.from("3082032f020103", "hex"), Buffer.alloc(60)]).toString("base64");
const pkcs1 = Buffer.concat([Buffer.from("308204a3020100", "hex"), Buffer.alloc(60)]).toString("base64");

const refusable: readonly (readonly [string, string, string])[] = [
  ["blanks", " \r\n\t\u{a0}\u{feff}\n", "empty"],
  ["a NUL", `${whole}\0`, "not_text"],
  ["a binary file that was read as text", "0\u{fffd}\u{fffd}\u{2}\u{1}", "not_text"],
  ["an Ed25519 public key", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIH me@here", "public_key"],
  ["an RSA public key that begins with options", 'from="192.0.2.1" ssh-rsa AAAAB3NzaC1yc2E me@here', "public_key"],
  ["an ECDSA public key", "ecdsa-sha2-nistp256 AAAAE2VjZHNh", "public_key"],
  ["the public half of a security key", "sk-ssh-ed25519@openssh.com AAAAGnNrLXNzaC1lZDI1NTE5", "public_key"],
  ["a public key of RFC 4716", "---- BEGIN SSH2 PUBLIC KEY ----\nComment: x\nAAAAC3Nz\n---- END SSH2 PUBLIC KEY ----", "public_key"],
  ["a public key in PEM", armour("PUBLIC KEY"), "public_key"],
  ["an RSA public key in PEM", armour("RSA PUBLIC KEY"), "public_key"],
  ["a certificate of SSH", "ssh-ed25519-cert-v01@openssh.com AAAAIHNzaC1lZDI1NTE5LWNlcnQtdjAx me", "certificate"],
  ["a certificate of X.509", armour("CERTIFICATE"), "x509"],
  ["a request for one", armour("CERTIFICATE REQUEST"), "x509"],
  ["a file of PuTTY", "PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\n", "putty"],
  ["a key of SSH.com", "---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\nP2/5\n---- END SSH2 ENCRYPTED PRIVATE KEY ----", "foreign"],
  ["a key of PGP", armour("PGP PRIVATE KEY BLOCK"), "foreign"],
  ["a key of SSH 1", "SSH PRIVATE KEY FILE FORMAT 1.1\n", "foreign"],
  ["a JSON Web Key", '{"kty":"OKP","crv":"Ed25519","d":"x"}', "foreign"],
  ["a PKCS#12 file in base64", pkcs12, "pkcs12"],
  ["a DSA key in PEM", armour("DSA PRIVATE KEY"), "dsa"],
  ["a path in the home", "~/.ssh/id_ed25519", "path"],
  ["an absolute path", "/home/me/.ssh/id_rsa\n", "path"],
  ["a path of Windows", String.raw`C:\Users\me\.ssh\key`, "path"],
  ["a name alone", "id_ed25519", "path"],
  ["the name of a PEM file", "cluster.pem", "path"],
  ["two keys", whole + whole, "several_keys"],
  ["two keys, the second cut", `${whole}${lines[0] ?? ""}\nb3Bl`, "several_keys"],
  ["no last line", lines.slice(0, -1).join("\n"), "truncated"],
  ["no first line", lines.slice(1).join("\n"), "truncated"],
  ["a last line of another key", `${lines[0] ?? ""}\nb3Bl\n-----END RSA PRIVATE KEY-----`, "truncated"],
  ["neither first nor last line, of OpenSSH", Buffer.from(`openssh-key-v1\0${"x".repeat(40)}`).toString("base64"), "truncated"],
  ["neither first nor last line, of PEM", pkcs1, "truncated"],
  ["a public key in base64", Buffer.from("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----").toString("base64"), "public_key"],
  ["base64 of a file with NULs", Buffer.from("-----BEGIN \0").toString("base64"), "not_text"],
  ["a password", "hunter2 is my password", "not_a_key"],
  ["another armour", armour("PKCS7"), "not_a_key"],
];

test.each(refusable)("%s is named", (_, pasted, reason) => {
  expect(chooseArmour(pasted)).toMatchObject({ kind: "refused", reason });
});

test.each([
  ["blanks", " "],
  ["dashes", "-"],
  ["beginnings", "-----BEGIN RSA PRIVATE KEY-----"],
  ["labels", "-BEGIN A B C"],
  ["quotations", "> "],
  ["blanks between letters", `x${" ".repeat(30_000)}`],
  ["base64", "A"],
  ["names", "id_rsa"],
  ["algorithms", "ssh-rsa "],
  ["halves of names", "ssh-rsa-cert-v0"],
  ["quotation marks", '"'],
  ["backslashes", String.raw`\r`],
  ["line ends", "\n"],
])("a text of nothing but %s is read in one pass", (_, piece) => {
  const pasted = `${piece.repeat(Math.ceil(500_000 / piece.length))}!`;
  const startedAt = performance.now();

  expect(chooseArmour(pasted).kind).toBe("refused");
  // No speed: a pass for each character would take minutes, a single one takes milliseconds.
  expect(performance.now() - startedAt).toBeLessThan(30_000);
});
