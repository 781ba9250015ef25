import { Type } from "typebox";
import { dateTime, text } from "../schema.ts";

/** The request is `multipart/form-data` with one part, `image`; the download is the picture itself. */
export const CreateAvatarResponse = Type.Object({
  avatar: Type.Object({ id: Type.String(), dateCreated: dateTime(), lastUpdated: dateTime() }),
  url: Type.String(),
});

export const AvatarParams = Type.Object({ avatarId: text(22, 1) });
