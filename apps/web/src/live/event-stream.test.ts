import { expect, test } from "vitest";
import { EventStreamParser } from "./event-stream.ts";

test("an event is given once it is whole, wherever the pieces end", () => {
  const parser = new EventStreamParser();

  const first = parser.push('data: {"type":"he');
  const second = parser.push('llo"}\n');
  const third = parser.push('\ndata: {"type":"run"}\r\n\r\nda');

  expect(first).toEqual([]);
  expect(second).toEqual([]);
  expect(third).toEqual(['{"type":"hello"}', '{"type":"run"}']);
});

test("comments, ids and names are passed over", () => {
  const parser = new EventStreamParser();

  expect(parser.push(": still here\n\nid: 7\nevent: message\nretry: 100\ndata: x\n\n")).toEqual(["x"]);
});

test("data of several lines is one event", () => {
  expect(new EventStreamParser().push("data: a\ndata: b\n\n")).toEqual(["a\nb"]);
});
