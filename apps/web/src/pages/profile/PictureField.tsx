import { Button, FileButton } from "@mantine/core";
import type { PlatformUser } from "@postern/contracts";
import { useMutation } from "@tanstack/react-query";
import { avatarPath } from "../../api/avatar-path.ts";
import { upload } from "../../api/client.ts";
import type { AvatarAnswer } from "../../api/types.ts";
import { initialsOf } from "../../format/initials.ts";
import { ErrorNote } from "../../ui/ErrorNote.tsx";

export interface PictureFieldProps {
  readonly user: PlatformUser;
  /** Empty for none. */
  readonly avatarId: string;
  readonly onChange: (avatarId: string) => void;
}

/** A picture is sent at once, and becomes the person's own when the form is saved. */
export function PictureField({ user, avatarId, onChange }: PictureFieldProps) {
  const send = useMutation({
    mutationFn: (file: File) => upload<AvatarAnswer>("/api/avatars", "image", file),
    onSuccess: ({ avatar }) => onChange(avatar.id),
  });
  return (
    <div>
      <div className="picture-field">
        <Picture user={user} avatarId={avatarId} />
        <FileButton accept="image/png,image/jpeg,image/gif,image/webp" onChange={(file) => file !== null && send.mutate(file)}>
          {(props) => (
            <Button variant="default" loading={send.isPending} {...props}>
              {avatarId === "" ? "Choose a picture" : "Choose another picture"}
            </Button>
          )}
        </FileButton>
        {avatarId === "" ? undefined : (
          <Button variant="subtle" color="gray" onClick={() => onChange("")}>
            Take it away
          </Button>
        )}
        {avatarId === "" ? <span className="sentence">PNG, JPEG, GIF or WebP, up to 256 KB.</span> : undefined}
      </div>
      {send.error === null ? undefined : <ErrorNote title="The picture was not taken." error={send.error} />}
    </div>
  );
}

function Picture({ user, avatarId }: { readonly user: PlatformUser; readonly avatarId: string }) {
  if (avatarId === "") {
    return (
      <span className="picture" aria-hidden>
        {initialsOf(user)}
      </span>
    );
  }
  return <img className="picture" src={avatarPath(avatarId)} alt="As others see you" width={48} height={48} />;
}
