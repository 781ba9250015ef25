import type { ReactNode } from "react";
import "./EntryLayout.css";

/** Pages before anybody is signed in. */
export function EntryLayout({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <main className="entry">
      <div className="entry-box">
        <svg width="32" height="32" viewBox="0 0 24 24" aria-hidden>
          <rect x="1" y="1" width="22" height="22" rx="4" fill="var(--mantine-color-accent-7)" />
          <path d="M7 20v-8a5 5 0 0 1 10 0v8" fill="none" stroke="#fff" strokeWidth="2.2" />
          <circle cx="14" cy="15" r="1.2" fill="#fff" />
        </svg>
        <h1>{title}</h1>
        {children}
      </div>
    </main>
  );
}
