import { expect, test } from "vitest";

import { xmlAttributes, xmlElements, xmlText } from "./xml.ts";

test("elements are found in their order, whatever stands around them", () => {
  expect(xmlElements("banner <b x='1'>one</b>\n<bb>no</bb><b>two\n</b><b>cut", "b")).toEqual(["one", "two\n"]);
  expect(xmlText("<a> x &amp; &#252; &#xfc; &quot; &bogus; </a>", "a")).toBe('x & ü ü " &bogus;');
  expect(xmlText("<a></a>", "a")).toBe("");
  expect(xmlText("<a>&#9999999;</a>", "a")).toBe("&#9999999;");
  expect(xmlText("nothing", "a")).toBeUndefined();
});

test("attributes are read from elements with and without content", () => {
  const text = `<job JobID="1.a" Name='x "y"'/><job JobID="2"></job><jobs JobID="3"/><job cut="`;

  expect(xmlAttributes(text, "job").map((one) => Object.fromEntries(one))).toEqual([{ JobID: "1.a", Name: 'x "y"' }, { JobID: "2" }]);
});
