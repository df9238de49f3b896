// The top of the page: what this is, the examples, a link to the session, light or dark.
import { useState } from 'preact/hooks';
import { GALLERY } from '../state/gallery';
import { toHash } from '../state/hash';
import type { Session } from '../state/session';

export function Header({ session, open }: { session: Session; open(text: string): void }) {
  return (
    <header class="top">
      <h1>
        <span class="name">foreplan</span> <span class="claim">what Nomad would do with a job</span>
      </h1>
      <div class="tools">
        <Examples session={session} open={open} />
        <Share session={session} />
        <Theme />
      </div>
    </header>
  );
}

function Examples({ session, open }: { session: Session; open(text: string): void }) {
  const current = GALLERY.find(({ text }) => text === session.text);
  const choose = (text: string) => {
    document.getElementById('examples')?.hidePopover();
    open(text);
  };
  return (
    <>
      <button type="button" popovertarget="examples" aria-haspopup="true">
        Examples
      </button>
      <div id="examples" class="menu" popover="auto">
        <ul>
          {GALLERY.map((example) => (
            <li key={example.name}>
              <button type="button" aria-current={example === current} onClick={() => choose(example.text)}>
                <strong>{example.title}</strong>
                <span>{example.about}</span>
              </button>
            </li>
          ))}
        </ul>
      </div>
    </>
  );
}

function Share({ session }: { session: Session }) {
  const [said, setSaid] = useState('');
  const copy = async () => {
    const address = new URL(await toHash(session), location.href).href;
    try {
      await navigator.clipboard.writeText(address);
      setSaid('Link copied');
    } catch {
      // Not every browser lets a page write there; the address bar holds the same link.
      history.replaceState(null, '', address);
      setSaid('Link is above');
    }
    setTimeout(() => setSaid(''), 2000);
  };
  return (
    <button type="button" onClick={copy}>
      <span aria-live="polite">{said || 'Copy link'}</span>
    </button>
  );
}

const THEMES = ['system', 'light', 'dark'] as const;
type ThemeName = (typeof THEMES)[number];
const THEME_KEY = 'theme';

/** The choice of an earlier visit, if the browser lets the page keep one. */
function remembered(): ThemeName {
  try {
    return THEMES.find((name) => name === localStorage.getItem(THEME_KEY)) ?? 'system';
  } catch {
    return 'system';
  }
}

function Theme() {
  const [theme, setTheme] = useState<ThemeName>(remembered);
  document.documentElement.dataset.theme = theme;
  const next = () => {
    const following = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'system';
    try {
      localStorage.setItem(THEME_KEY, following);
    } catch {
      // Then it lasts as long as the page.
    }
    setTheme(following);
  };
  return (
    <button type="button" class="theme" onClick={next} aria-label={`Colours: ${theme}. Change.`} title={`Colours: ${theme}`}>
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <circle cx="8" cy="8" r="6.25" />
        <path d={theme === 'light' ? '' : theme === 'dark' ? 'M8 1.75a6.25 6.25 0 1 0 0 12.5 6.25 6.25 0 1 0 0-12.5Z' : 'M8 1.75a6.25 6.25 0 0 1 0 12.5Z'} />
      </svg>
    </button>
  );
}
