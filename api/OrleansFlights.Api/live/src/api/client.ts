import { access } from './access.svelte';
import { connect } from './socket';
import type { Operation } from './generated';

/** Why a question was not answered, in words for the visitor. */
export class AnswerError extends Error {
  constructor(
    message: string,
    /** The error code of the gateway; none when it was not reached. */
    readonly code?: string,
  ) {
    super(message);
  }
}

type Answer<T> = { data?: T | null; errors?: readonly { message: string; extensions?: Record<string, unknown> }[] };

const patience = 12_000;
const pauseAfterError = 2_000;
const client = connect();

function check<T>({ data, errors }: Answer<T>): T {
  const [first] = errors ?? [];
  if (first) throw new AnswerError(first.message, String(first.extensions?.code ?? ''));
  if (!data) throw new AnswerError('The gateway answered without data.');
  return data;
}

/**
 * Asks once.
 * @throws {AnswerError} The gateway cannot be reached, or refuses.
 */
export async function ask<T, V>(operation: Operation<T, V>, variables: V, stop?: AbortSignal): Promise<T> {
  const late = AbortSignal.timeout(patience);
  let response: Response;
  try {
    response = await fetch('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json, application/json', ...access.headers() },
      body: JSON.stringify({ query: operation, variables }),
      signal: stop ? AbortSignal.any([stop, late]) : late,
    });
  } catch (error) {
    if (stop?.aborted) throw error;
    throw new AnswerError(late.aborted ? 'The gateway takes too long to answer.' : 'The gateway cannot be reached.');
  }
  access.note(response.status);
  if (response.status === 401) throw new AnswerError('The gateway asks who you are.', 'UNAUTHORIZED');
  if (response.status === 403) throw new AnswerError('Your key may not ask that.', 'FORBIDDEN');
  const answer = (await response.json().catch(() => null)) as Answer<T> | null;
  if (!answer) throw new AnswerError(`The gateway answered with status ${response.status}.`);
  return check(answer);
}

/** Where a subscription's errors go. */
export type OnError = (error: AnswerError | null) => void;

/**
 * Watches until the returned function is called. The first message is the state now; after a lost connection it begins again by itself, and
 * after an error it is tried again.
 */
export function watch<T, V extends object>(operation: Operation<T, V>, variables: V, onData: (data: T) => void, onError?: OnError): () => void {
  let stopped = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let unsubscribe = () => {};

  function again(error: AnswerError) {
    if (stopped) return;
    onError?.(error);
    timer = setTimeout(start, pauseAfterError);
  }

  function start() {
    unsubscribe = client.subscribe<T>(
      { query: operation, variables: variables as Record<string, unknown> },
      {
        next: (answer) => {
          if (stopped) return;
          try {
            const data = check(answer as Answer<T>);
            onError?.(null);
            onData(data);
          } catch (error) {
            if (!(error instanceof AnswerError)) throw error;
            onError?.(error);
          }
        },
        error: (error) => again(new AnswerError(Array.isArray(error) ? (error[0]?.message ?? 'refused') : 'The connection was refused.')),
        complete: () => again(new AnswerError('The gateway ended the stream.')),
      },
    );
  }

  start();
  return () => {
    stopped = true;
    clearTimeout(timer);
    unsubscribe();
  };
}

/**
 * Asks again and again, a pause after each answer, while the page is visible, until the returned function is called.
 * @param seconds The pause.
 */
export function poll<T, V>(operation: Operation<T, V>, variables: V, seconds: number, onData: (data: T) => void, onError?: OnError): () => void {
  const stop = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function turn() {
    if (!document.hidden) {
      try {
        const data = await ask(operation, variables, stop.signal);
        if (stop.signal.aborted) return;
        onError?.(null);
        onData(data);
      } catch (error) {
        if (stop.signal.aborted) return;
        if (!(error instanceof AnswerError)) throw error;
        onError?.(error);
      }
    }
    timer = setTimeout(turn, seconds * 1_000);
  }

  void turn();
  return () => {
    stop.abort();
    clearTimeout(timer);
  };
}
