import { Menu, UnstyledButton } from "@mantine/core";
import { IconKey, IconLogout, IconTicket } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link, useRouter } from "@tanstack/react-router";
import { remove } from "../api/client.ts";
import { useScope, useSession } from "../hooks/use-scope.ts";
import { paths } from "../paths.ts";

export function UserMenu() {
  const session = useSession();
  const scope = useScope();
  const queryClient = useQueryClient();
  const router = useRouter();
  const signOut = useMutation({
    mutationFn: () => remove("/api/postern/v1/session"),
    onSuccess: async () => {
      queryClient.clear();
      await router.navigate({ to: paths.signIn() });
    },
  });
  const { user } = session;
  const initials = initialsOf(user.firstName, user.lastName, user.userName);
  return (
    <Menu width={240}>
      <Menu.Target>
        <UnstyledButton className="user-button" aria-label={`${initials}, your account, ${user.email}`}>
          {initials}
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{user.email}</Menu.Label>
        <Menu.Item component={Link} to={paths.credentials(scope)} leftSection={<IconKey size={15} />}>
          Your credentials
        </Menu.Item>
        <Menu.Item component={Link} to={paths.tokens()} leftSection={<IconTicket size={15} />}>
          Your tokens
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={15} />} onClick={() => signOut.mutate()}>
          Sign out
        </Menu.Item>
        <Menu.Label>Postern {session.serverVersion}</Menu.Label>
      </Menu.Dropdown>
    </Menu>
  );
}

function initialsOf(first: string | null, last: string | null, userName: string): string {
  const initials = `${first?.[0] ?? ""}${last?.[0] ?? ""}`;
  return (initials === "" ? userName.slice(0, 2) : initials).toUpperCase();
}
