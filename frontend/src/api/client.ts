import createClient from "openapi-fetch";
import type { components, paths } from "./schema";

/** A type as openapi-fetch hands it out: a triple of numbers has become a list. */
type Widened<T> = T extends (infer Item)[]
  ? Widened<Item>[]
  : T extends object
    ? { [Key in keyof T]: Widened<T[Key]> }
    : T;

export type Schemas = { [Name in keyof components["schemas"]]: Widened<components["schemas"][Name]> };

/** One mistake in what was sent: the dotted name of the field and what to do about it. */
export type FieldError = { field: string; message: string };

/** RFC 9457 problem details, as every error of the server is shaped. */
export type Problem = { title: string; status: number; detail: string; errors: FieldError[] };

/** What a failed request throws. `problem.status` is 0 when the server could not be reached. */
export class ApiError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail || problem.title);
  }

  static unreachable(): ApiError {
    return new ApiError({
      title: "Server not reachable",
      status: 0,
      detail: "The server does not answer. Is `switchboard up` still running?",
      errors: [],
    });
  }
}

export const client = createClient<paths>({ baseUrl: window.location.origin });

type Answer<Data> = { data?: Data; error?: unknown; response: Response };

/** The data of a request, or an `ApiError` thrown. */
export async function unwrap<Data>(request: Promise<Answer<Data>>): Promise<Data> {
  let answer: Answer<Data>;
  try {
    answer = await request;
  } catch {
    throw ApiError.unreachable();
  }
  if (answer.response.ok) return answer.data as Data;
  const problem = (answer.error ?? {}) as Partial<Problem>;
  throw new ApiError({
    title: problem.title ?? answer.response.statusText,
    status: answer.response.status,
    detail: problem.detail ?? "",
    errors: problem.errors ?? [],
  });
}
