import { Button } from "@mantine/core";
import { ApiError } from "@/api/client";
import { Reasons } from "@/shared/feedback";
import { ButtonLink } from "@/shared/links";
import { Notice } from "@/shared/Notice";
import { ProblemAlert } from "@/shared/ProblemAlert";

const WHAT = "These runs could not be compared";
const UNPROCESSABLE = 422;

type Props = { error: unknown; onRetry: () => void; onUsualBaseline: () => void };

/** Why there is no comparison, and what helps: another try does not where the address asks for what cannot be. */
export function Trouble({ error, onRetry, onUsualBaseline }: Props) {
  if (!(error instanceof ApiError) || error.problem.status !== UNPROCESSABLE) {
    return <ProblemAlert what={WHAT} error={error} onRetry={onRetry} />;
  }
  const [mistake] = error.problem.errors;
  return (
    <Notice tone="bad" title={WHAT} action={remedy(mistake?.field, onUsualBaseline)}>
      {mistake ? mistake.message : <Reasons error={error} />}
    </Notice>
  );
}

function remedy(field: string | undefined, onUsualBaseline: () => void) {
  if (field === "baseline") {
    return (
      <Button variant="default" size="xs" onClick={onUsualBaseline}>
        Take the usual baseline
      </Button>
    );
  }
  const [to, words] =
    field === "experiment"
      ? (["/experiments", "Show experiments"] as const)
      : (["/runs", "Choose runs"] as const);
  return (
    <ButtonLink to={to} variant="default" size="xs">
      {words}
    </ButtonLink>
  );
}
