import type { ComputeEnv, EnvironmentQuestionsResponse } from "@postern/contracts";
import { useQuery } from "@tanstack/react-query";
import { queries } from "../../api/queries.ts";
import { useScope } from "../../hooks/use-scope.ts";
import { Answer } from "../../ui/Answer.tsx";
import { RelativeTime } from "../../ui/RelativeTime.tsx";
import { SettingsList } from "../../ui/SettingsList.tsx";
import { answerWords, budgetWords, questionsNote, rhythmWords } from "./question-words.ts";

/** The shortest interval that is usual; looking costs the cluster nothing. */
const lookEveryMs = 30_000;

/** How often the scheduler of an environment is asked about unfinished runs, and how it answers. */
export function QuestionsPart({ environment }: { readonly environment: ComputeEnv }) {
  const questions = useQuery({ ...queries.environmentQuestions(useScope(), environment.id), refetchInterval: lookEveryMs });
  return (
    <section className="page-part" aria-labelledby="scheduler-questions">
      <div className="page-part-head">
        <h2 id="scheduler-questions">Questions to the scheduler</h2>
      </div>
      <Answer to={questions} failure="How often the scheduler is asked could not be read." rows={2}>
        {(known) => <Asked known={known} />}
      </Answer>
    </section>
  );
}

function Asked({ known }: { readonly known: EnvironmentQuestionsResponse }) {
  const note = questionsNote(known);
  return (
    <>
      {note === undefined ? undefined : <p className="sentence">{note}</p>}
      {known.accounts.map((account, place) => (
        <SettingsList
          // They have no names here, and their order says nothing.
          key={place}
          lines={[
            {
              name: "About all runs",
              value: (
                <>
                  {rhythmWords(account)}, last <RelativeTime at={account.lastAskedAt} />
                </>
              ),
            },
            { name: "Answered", value: answerWords(account) },
            { name: "In the last minute", value: budgetWords(account, known.limitPerMinute) },
          ]}
        />
      ))}
    </>
  );
}
