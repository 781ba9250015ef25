import { Link } from "@tanstack/react-router";
import { useScope } from "../hooks/use-scope.ts";
import { destinationsOf } from "./destinations.ts";

export function Navigation() {
  const scope = useScope();
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
        {destinationsOf(scope).map((destination) => (
          <li key={destination.path}>
            <Link to={destination.path} className="navigation-link" activeProps={{ "data-current": true }} title={destination.name}>
              <destination.icon size={18} stroke={1.7} aria-hidden />
              <span className="navigation-word">{destination.shortName}</span>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
