import { expect, test } from "vitest";
import { readClusterAddress, writeClusterAddress } from "./cluster-address.ts";

const login = { hostName: "login.example.org", port: "22", userName: "ada", jumps: [] };

test.each([
  ["ada@login.example.org", login],
  ["  ada@login.example.org ", login],
  ["ssh ada@login.example.org", login],
  ["ssh://ada@login.example.org/", login],
  ["ssh -l ada login.example.org", login],
  ["ada@login.example.org:2222", { ...login, port: "2222" }],
  ["ssh -p 2222 ada@login.example.org", { ...login, port: "2222" }],
  ["ssh -p2222 ada@login.example.org", { ...login, port: "2222" }],
  ["ssh ada@login.example.org -p 2222", { ...login, port: "2222" }],
  ["ada@gadi", { ...login, hostName: "gadi" }],
  ["ada@uni.example@login.example.org", { ...login, userName: "ada@uni.example" }],
  ["ada@192.0.2.7", { ...login, hostName: "192.0.2.7" }],
  ["ada@[2001:db8::7]:2222", { ...login, hostName: "2001:db8::7", port: "2222" }],
  ["ada@2001:db8::7", { ...login, hostName: "2001:db8::7" }],
  [
    "ssh -J bob@gate:2022,ada@inner ada@login.example.org",
    {
      ...login,
      jumps: [
        { hostName: "gate", port: "2022", userName: "bob" },
        { hostName: "inner", port: "22", userName: "ada" },
      ],
    },
  ],
])("%s is read", (text, address) => {
  const read = readClusterAddress(text);

  expect("address" in read ? read.address : undefined).toEqual(address);
});

test.each([
  ["", "Type an address, or pick an agent below."],
  ["login.example.org", "Write the account on login.example.org before it, such as ada@login.example.org."],
  ["ssh -J gate ada@login", "Write the account on gate before it, such as ada@gate."],
  ["ada@login:99999", "A port is a number from 1 to 65535."],
  ["ada@login two", "One host is needed, such as ada@login.example.org."],
  ["ada@", "“ada@” is no address: write it as ada@login.example.org, with :2222 behind it for another port."],
])("of “%s” it says what is missing", (text, problem) => {
  expect(readClusterAddress(text)).toEqual({ problem });
});

test.each(["ada@login.example.org", "ada@[2001:db8::7]:2222", "-J bob@gate:2022,ada@inner ada@login"])(
  "%s is written as it was",
  (text) => {
    const read = readClusterAddress(text);

    expect("address" in read ? writeClusterAddress(read.address) : undefined).toBe(text);
  },
);
