import { AppError } from "@postern/domain";
import { Type } from "typebox";
import type { HttpApp } from "../../http/http-app.ts";
import { subjectsToCome } from "../../http/subjects-to-come.ts";
import type { SubjectToCome } from "../../http/subjects-to-come.ts";

/**
 * Clients read lists on the way to something else, and stop where one is missing: there is nothing in them. Whoever writes is told that the
 * subject is still to come.
 */
export function registerStillToCome(app: HttpApp): void {
  for (const subject of subjectsToCome) {
    registerLists(app, subject);
    for (const write of subject.writes) registerRefusal(app, write, subject.name);
  }
}

function registerLists(app: HttpApp, { lists, name }: SubjectToCome): void {
  for (const [path, { member, hasTotal }] of Object.entries(lists)) {
    const empty = { [member]: [], ...(hasTotal ? { totalSize: 0 } : {}) };
    const answer = Type.Unsafe<object>(
      Type.Object({ [member]: Type.Array(Type.Unknown()), ...(hasTotal ? { totalSize: Type.Integer() } : {}) }),
    );
    app.get(`/api${path}`, { schema: { summary: `${name}: none yet`, response: { 200: answer } } }, () => empty);
  }
}

function registerRefusal(app: HttpApp, write: string, name: string): void {
  const [method = "", path = ""] = write.split(" ");
  app.route({
    method,
    url: `/api${path}`,
    schema: { summary: `${name}: not offered yet`, params: idsIn(path) },
    // Before the body is read: files come in one that no route here takes.
    preParsing: () => Promise.reject(notOffered(name)),
    handler: () => Promise.reject(notOffered(name)),
  });
}

function notOffered(name: string): AppError {
  return new AppError("request.not_offered", `${name} are not offered by this server yet.`);
}

function idsIn(path: string) {
  const names = [...path.matchAll(/:(\w+)/g)].map(([, id = ""]) => id);
  return Type.Object(Object.fromEntries(names.map((id) => [id, Type.String({ maxLength: 64 })])));
}
