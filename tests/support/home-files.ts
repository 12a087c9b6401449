import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Ground } from './attacker.ts'

type HomeFile =
  | { readonly sealed: string }
  | {
      readonly unsealed: string
      /** The worst that somebody without the keys can put there, at a path that the pattern has. */
      readonly worst: Readonly<Record<string, (file: string, ground: Ground) => void>>
    }

/**
 * Every file that a home can have: by what an edit of it is found, or why it takes nothing from the
 * record, and the worst that can be written there. A test writes all of that at once, and no verdict,
 * view, export or next scan is another. A file that no pattern has fails the test: who adds one decides.
 */
const homeFiles: Readonly<Record<string, HomeFile>> = {
  'config.yaml': { sealed: 'each run seals a digest a section; what differs is shown' },
  'checks/*.yaml': { sealed: 'the digest of what judges is sealed with each entry' },
  'recipes/*.yaml': { sealed: 'the same' },
  'frameworks/*.yaml': { sealed: 'the same' },
  'exceptions/*.yaml': { sealed: 'the log has what counts; another file is a proposal' },
  'witnessmark.sqlite': { sealed: 'by column: tests/support/tamper.ts' },
  'witnessmark.sqlite-wal': { sealed: 'as rows of the database' },
  'witnessmark.sqlite-shm': { sealed: 'the same' },
  // Left by a move that broke off: the next one makes it anew, and verifies it first.
  'witnessmark.sqlite.moving*': { sealed: 'verified as a whole before it counts' },
  'keys/log.json': { sealed: 'the log announced its public half' },
  'keys/head.json': { sealed: 'signed' },
  'keys/verified.json': { sealed: 'signed' },
  'secrets.age': { sealed: 'authenticated by what the passphrase opens; each credential is bound' },
  // Whoever can put it there can write the files that it puts in place.
  '.restored/*': { sealed: 'what it puts in place is compared as if it had been written there' },
  '*/example.yaml.txt': {
    unsealed: 'counts as nothing until somebody renames it',
    worst: {
      'checks/example.yaml.txt': (file, ground) =>
        writeFileSync(
          file,
          readFileSync(join(ground.home, 'checks', 'own.yaml'), 'utf8').replace(
            'value: true',
            'value: false',
          ),
        ),
      'recipes/example.yaml.txt': file => writeFileSync(file, 'id: [\n'),
    },
  },
  'schemas/*.json': {
    unsealed: 'editors read it, and no agent',
    worst: {
      'schemas/config.schema.json': file => writeFileSync(file, '{"not":{}}'),
      'schemas/checks.schema.json': file => writeFileSync(file, '{"$ref":"https://evil.example"}'),
    },
  },
  'backups/*': {
    unsealed: 'only a person puts one back, and an erasure takes it away',
    worst: {
      'backups/store-7-2026-03-19.sqlite': (file, { other }) =>
        cpSync(join(other, 'witnessmark.sqlite'), file),
    },
  },
  'replaced-*': {
    unsealed: 'what a restore put aside; read by nobody',
    worst: {
      'replaced-2026-03-19/config.yaml': (file, { other }) =>
        cpSync(join(other, 'config.yaml'), file),
    },
  },
  'exports/*': {
    unsealed: 'only read for signed states of this log; one of another key tells nothing',
    worst: {
      'exports/other.zip': (file, { other }) => cpSync(join(other, 'exports', 'today.zip'), file),
      'exports/report.html': file =>
        writeFileSync(file, '<script type="application/json" id="record">{"note":"x","keys":'),
      'exports/checkpoint.txt': (file, { other }) => cpSync(join(other, 'keys', 'head.json'), file),
    },
  },
  'keys/log.next.json': {
    unsealed: 'counts where the log announced that very key',
    worst: {
      'keys/log.next.json': (file, { other }) => cpSync(join(other, 'keys', 'log.json'), file),
    },
  },
  'keys/extension.key': {
    unsealed: 'how the agent is known to paired browsers; with another one they do not talk to it',
    worst: { 'keys/extension.key': file => writeFileSync(file, 'another\nkey\n') },
  },
  'keys/metrics.token': {
    unsealed: 'opens the metrics and nothing else',
    worst: { 'keys/metrics.token': file => writeFileSync(file, 'x'.repeat(40)) },
  },
  'agent.lock': {
    unsealed: 'counts while home.lock is held, and leads to this machine alone',
    worst: {
      'agent.lock': file =>
        writeFileSync(
          file,
          JSON.stringify({ pid: 1, startedAt: '', url: 'http://evil.example', token: 'x' }),
        ),
    },
  },
  'home.lock': {
    unsealed: 'the kernel holds it, whatever is in it; where there is none it is made',
    worst: { 'home.lock': file => rmSync(file, { force: true }) },
  },
  'views.json': {
    unsealed: 'names of filters: what one shows is looked up in the record each time',
    worst: {
      'views.json': file =>
        writeFileSync(file, '{"views":[{"name":"All is well","query":"outcome=pass"}]}'),
    },
  },
  'service.xml': {
    unsealed: 'read once by the system that it installs a service in',
    worst: { 'service.xml': file => writeFileSync(file, '<Task/>') },
  },
  'service.log': {
    unsealed: 'what a service printed; read by nobody',
    worst: { 'service.log': file => writeFileSync(file, 'all is well\n') },
  },
  '.spool-*': {
    unsealed: 'a body on its way, without a name in the folder; what is left of one is taken away',
    worst: { '.spool-4194305-x': file => writeFileSync(file, '[]') },
  },
  '.restore-*': {
    unsealed: 'a restore before it was checked; what is left of one is taken away',
    worst: {
      '.restore-4194305-x/config.yaml': (file, { other }) =>
        cpSync(join(other, 'config.yaml'), file),
    },
  },
  '*.tmp': {
    unsealed: 'begun and not finished; taken away at the next start',
    worst: {
      'config.yaml.4194305.tmp': (file, { other }) => cpSync(join(other, 'config.yaml'), file),
      'keys/head.json.4194305.tmp': (file, { other }) =>
        cpSync(join(other, 'keys', 'head.json'), file),
    },
  },
  'exports/*.part': {
    unsealed: 'the same',
    worst: { 'exports/x.zip.4194305.part': file => writeFileSync(file, 'PK\u0003\u0004') },
  },
}

/** The patterns that have a path in the home. */
export function patternsOf(path: string): string[] {
  return Object.keys(homeFiles).filter(pattern =>
    new RegExp(
      `^${pattern
        .split('*')
        .map(part => part.replaceAll('.', String.raw`\.`))
        .join('.*')}$`,
    ).test(path),
  )
}

/** Writes the worst into each file that is called unsealed. @returns the paths */
export function writeWorst(home: string, ground: Ground): string[] {
  return Object.values(homeFiles).flatMap(item =>
    'worst' in item
      ? Object.entries(item.worst).map(([path, write]) => {
          mkdirSync(dirname(join(home, path)), { recursive: true })
          write(join(home, path), ground)
          return path
        })
      : [],
  )
}
