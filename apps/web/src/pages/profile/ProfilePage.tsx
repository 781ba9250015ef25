import { useQuery } from "@tanstack/react-query";
import { queries } from "../../api/queries.ts";
import { usePageTitle } from "../../hooks/use-page-title.ts";
import { Answer } from "../../ui/Answer.tsx";
import { PageHeader } from "../../ui/PageHeader.tsx";
import { PasswordForm } from "./PasswordForm.tsx";
import { ProfileForm } from "./ProfileForm.tsx";
import { Sessions } from "./Sessions.tsx";
import "./ProfilePage.css";

/** Who am I to others here, and where am I signed in? */
export function ProfilePage() {
  usePageTitle("Your profile");
  const profile = useQuery(queries.profile());
  return (
    <>
      <PageHeader title="Your profile">How others in your organizations see you.</PageHeader>
      <Answer to={profile} failure="The profile could not be read." rows={8}>
        {(known) => <ProfileForm known={known} />}
      </Answer>
      <section className="profile-section" aria-labelledby="profile-sessions">
        <h2 id="profile-sessions">Where you are signed in</h2>
        <Sessions />
      </section>
      <section className="profile-section" aria-labelledby="profile-password">
        <h2 id="profile-password">Password</h2>
        <PasswordForm />
      </section>
    </>
  );
}
