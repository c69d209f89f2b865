import { QueryClient } from "@tanstack/react-query";
import { ApiError } from "@/api/client";

/** Only an unreachable or broken server is worth a second try; a 4xx answer stays what it is. */
function worthRetrying(failures: number, error: Error): boolean {
  const status = error instanceof ApiError ? error.problem.status : 0;
  return failures < 2 && (status === 0 || status >= 500);
}

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { staleTime: 2_000, retry: worthRetrying, refetchOnWindowFocus: true },
    mutations: { retry: false },
  },
});
