import { access } from './access.svelte';
import { AnswerError } from './client';

/** A batch generation as an operator sees it. */
export type Generation = { id: number; created: string; mode: string; complete: boolean; published: boolean; pinned: string | null };

const patience = 30_000;

/**
 * Lists the generations, or does something to them and lists them then.
 * @param act Where to post; nothing to only list.
 * @throws {AnswerError} The gateway cannot be reached, or refuses.
 */
export async function generations(act?: string, body: object = {}): Promise<Generation[]> {
  let response: Response;
  try {
    response = await fetch(act ? `/generations/${act}` : '/generations', {
      method: act ? 'POST' : 'GET',
      headers: { ...(act ? { 'content-type': 'application/json' } : {}), ...access.headers() },
      body: act ? JSON.stringify(body) : undefined,
      signal: AbortSignal.timeout(patience),
    });
  } catch {
    throw new AnswerError('The gateway cannot be reached.');
  }
  const answer = await response.json().catch(() => null);
  if (!response.ok) throw new AnswerError(answer?.detail ?? `The gateway answered with status ${response.status}.`);
  return answer as Generation[];
}
