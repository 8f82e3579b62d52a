/**
 * The languages of Time Warp: one table, from which file types, grammars and tests are derived.
 *
 * `name` is what the status bar shows. Where `own` is false JupyterLab brings the language, under
 * exactly this name and type, and only its icon in the file browser is ours.
 */

/** One language of Time Warp. */
export interface Language {
  /** Its name in JupyterLab's editor language registry. */
  readonly name: string;
  readonly mime: string;
  /** File extensions in lower case, without a dot. */
  readonly extensions: readonly string[];
  /** Whether the grammar is ours. */
  readonly own: boolean;
}

export const BASIC: Language = {
  name: 'Time Warp BASIC',
  mime: 'text/x-timewarp-basic',
  extensions: ['bas'],
  own: true
};

export const LOGO: Language = {
  name: 'Logo',
  mime: 'text/x-logo',
  extensions: ['logo'],
  own: true
};

export const PILOT: Language = {
  name: 'PILOT',
  mime: 'text/x-pilot',
  extensions: ['pilot'],
  own: true
};

/** Prolog has no extension here: a `.pl` file becomes Prolog by its content. */
export const PROLOG: Language = {
  name: 'Prolog',
  mime: 'text/x-prolog',
  extensions: [],
  own: true
};

export const PERL: Language = known('Perl', 'text/x-perl', 'pl');

/** Every language, our own first. */
export const LANGUAGES: readonly Language[] = [
  BASIC,
  LOGO,
  PILOT,
  PROLOG,
  PERL,
  known('Pascal', 'text/x-pascal', 'pas'),
  known('Forth', 'text/x-forth', 'forth'),
  known('C', 'text/x-csrc', 'c'),
  known('Python', 'text/x-python', 'py'),
  known('Javascript', 'text/javascript', 'js'),
  known('Lua', 'text/x-lua', 'lua'),
  known('Ruby', 'text/x-ruby', 'rb'),
  known('Scheme', 'text/x-scheme', 'scm'),
  known('Smalltalk', 'text/x-stsrc', 'st'),
  known('Tcl', 'text/x-tcl', 'tcl'),
  known('Cobol', 'text/x-cobol', 'cob'),
  known('Haskell', 'text/x-haskell', 'hs'),
  known('Erlang', 'text/x-erlang', 'erl')
];

/** A language that JupyterLab 4.6 has. */
function known(name: string, mime: string, extension: string): Language {
  return { name, mime, extensions: [extension], own: false };
}
