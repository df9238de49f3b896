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
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    const address = new URL(await toHash(session), location.href);
    await navigator.clipboard.writeText(address.href);
    setCopied(true);
    setTimeout(() => setCopied(false), 2000);
  };
  return (
    <button type="button" onClick={copy}>
      <span aria-live="polite">{copied ? 'Link copied' : 'Copy link'}</span>
    </button>
  );
}

const THEMES = ['system', 'light', 'dark'] as const;
type ThemeName = (typeof THEMES)[number];
const THEME_KEY = 'theme';

function Theme() {
  const [theme, setTheme] = useState<ThemeName>(() => THEMES.find((name) => name === localStorage.getItem(THEME_KEY)) ?? 'system');
  document.documentElement.dataset.theme = theme;
  const next = () => {
    const following = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'system';
    localStorage.setItem(THEME_KEY, following);
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
