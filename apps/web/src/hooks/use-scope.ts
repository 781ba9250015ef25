import type { SessionResponse } from "@postern/contracts";
import { createContext, use } from "react";
import { userScope } from "../paths.ts";
import type { Scope } from "../paths.ts";

const nobody: SessionResponse = {
  user: {
    id: 0,
    userName: "",
    name: "",
    email: "",
    firstName: null,
    lastName: null,
    organization: null,
    description: null,
    avatar: null,
    avatarId: null,
    notification: false,
    dateCreated: "",
    lastUpdated: null,
    lastAccess: null,
    deleted: false,
  },
  isAdministrator: false,
  publicUrl: "",
  serverVersion: "",
};

/** Who is signed in. Given by the frame, inside which alone pages ask for it. */
export const SessionContext = createContext<SessionResponse>(nobody);

export const useSession = (): SessionResponse => use(SessionContext);

export const useScope = (): Scope => userScope(useSession().user.userName);
