import { Menu, UnstyledButton } from "@mantine/core";
import { IconKey, IconLogout, IconShieldCheck, IconTicket, IconUser } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link, useRouter } from "@tanstack/react-router";
import { avatarPath } from "../api/avatar-path.ts";
import { remove } from "../api/client.ts";
import { initialsOf } from "../format/initials.ts";
import { useSession, useWhereabouts } from "../hooks/use-scope.ts";
import { paths, userScope } from "../paths.ts";

export function UserMenu() {
  const session = useSession();
  const { places } = useWhereabouts();
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
  const initials = initialsOf(user);
  return (
    <Menu width={240}>
      <Menu.Target>
        <UnstyledButton className="user-button" aria-label={`${initials}, your account, ${user.email}`}>
          {user.avatarId === null ? initials : <img src={avatarPath(user.avatarId)} alt="" width={28} height={28} />}
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{user.email}</Menu.Label>
        {places.hasPersonal ? (
          <Menu.Item component={Link} to={paths.credentials(userScope(user.userName))} leftSection={<IconKey size={15} />}>
            Your credentials
          </Menu.Item>
        ) : undefined}
        <Menu.Item component={Link} to={paths.tokens()} leftSection={<IconTicket size={15} />}>
          Your tokens
        </Menu.Item>
        <Menu.Item component={Link} to={paths.profile()} leftSection={<IconUser size={15} />}>
          Your profile
        </Menu.Item>
        {session.isAdministrator ? (
          <Menu.Item component={Link} to={paths.accounts()} leftSection={<IconShieldCheck size={15} />}>
            Administration
          </Menu.Item>
        ) : undefined}
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={15} />} onClick={() => signOut.mutate()}>
          Sign out
        </Menu.Item>
        <Menu.Label>Postern {session.serverVersion}</Menu.Label>
      </Menu.Dropdown>
    </Menu>
  );
}
