import { access } from './access.svelte';
import { poll } from './client';
import { About, type AboutQuery } from './generated';

const refreshEvery = 60;

/** What the gateway says it is; null before it said so. */
class Facts {
  about = $state.raw<AboutQuery['about'] | null>(null);

  start() {
    let stop = () => {};
    // Asked again when another key is shown: what the gateway offers may depend on it.
    $effect.root(() => {
      $effect(() => {
        void access.shown;
        stop();
        stop = poll(About, {}, refreshEvery, (data) => (this.about = data.about));
      });
    });
  }
}

/** What the gateway says it is. */
export const facts = new Facts();
