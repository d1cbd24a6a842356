const key = 'orleansflights.theme';

/** Light, dark, or as the system says. */
export type Theme = 'light' | 'dark' | 'system';

/** The visitor's choice. */
export function chosenTheme(): Theme {
  const stored = remembered(key);
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}

/** Chooses. */
export function chooseTheme(theme: Theme) {
  remember(key, theme);
  restoreTheme();
}

/** Shows what was chosen. */
export function restoreTheme() {
  const theme = chosenTheme();
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

/** What this browser remembers under a name; nothing where it must not remember. */
export function remembered(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

/** Remembers, where the browser allows it. */
export function remember(name: string, value: string) {
  try {
    localStorage.setItem(name, value);
  } catch {
    // A browser that stores nothing shows the page as on the first visit.
  }
}
