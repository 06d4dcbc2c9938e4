import { useMutation, useQueryClient } from "@tanstack/react-query";

/**
 * Does something at the server, then has every list and page on screen read again: after a change
 * nothing shown may be older than the change. Nothing is shown before the server said so.
 */
export function useAction<Input, Answer>(
  run: (input: Input) => Promise<Answer>,
  onDone?: (answer: Answer, input: Input) => void,
) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: run,
    onSuccess: (answer, input) => {
      onDone?.(answer, input);
      // Not waited for: the button is free again as soon as the server has answered.
      void queries.invalidateQueries();
    },
  });
}
