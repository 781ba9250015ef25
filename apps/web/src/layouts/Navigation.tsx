import { Menu, UnstyledButton } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { Link, useLocation } from "@tanstack/react-router";
import { useWhereabouts } from "../hooks/use-scope.ts";
import { destinationsIn } from "./destinations.ts";
import type { Destination } from "./destinations.ts";

export function Navigation() {
  const destinations = destinationsIn(useWhereabouts());
  const more = destinations.filter((one) => one.isInMore === true);
  return (
    <nav className="navigation" aria-label="Main">
      <Link to="/" className="navigation-home" aria-label="Postern, home">
        <svg width="22" height="22" viewBox="0 0 24 24" aria-hidden>
          <rect x="1" y="1" width="22" height="22" rx="4" fill="var(--mantine-color-accent-7)" />
          <path d="M7 20v-8a5 5 0 0 1 10 0v8" fill="none" stroke="#fff" strokeWidth="2.2" />
          <circle cx="14" cy="15" r="1.2" fill="#fff" />
        </svg>
        <span className="navigation-name">Postern</span>
      </Link>
      <ul>
        {destinations.map((destination) => (
          <li key={destination.path} data-in-more={destination.isInMore === true ? true : undefined}>
            <Link
              to={destination.path}
              className="navigation-link"
              activeProps={{ "data-current": true }}
              activeOptions={{ exact: destination.isExact === true, includeSearch: false }}
              title={destination.name}
            >
              <destination.icon size={18} stroke={1.7} aria-hidden />
              <span className="navigation-word">{destination.shortName}</span>
            </Link>
          </li>
        ))}
        {more.length === 0 ? undefined : <MoreItem destinations={more} />}
      </ul>
    </nav>
  );
}

/** On a phone: what does not fit into the bar. */
function MoreItem({ destinations }: { readonly destinations: readonly Destination[] }) {
  const pathname = useLocation({ select: (location) => location.pathname });
  const isHere = destinations.some(({ path }) => pathname.startsWith(path));
  return (
    <li className="navigation-more">
      <Menu position="top-end" width={200}>
        <Menu.Target>
          <UnstyledButton className="navigation-link" data-current={isHere ? true : undefined}>
            <IconDots size={18} stroke={1.7} aria-hidden />
            <span className="navigation-word">More</span>
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          {destinations.map((destination) => (
            <Menu.Item
              key={destination.path}
              component={Link}
              to={destination.path}
              leftSection={<destination.icon size={16} stroke={1.7} aria-hidden />}
            >
              {destination.name}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </li>
  );
}
