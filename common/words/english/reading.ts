import type { GoogleFile, Issuer, Reading, ReadFrom } from '../codes/reading.ts'
import { listed } from './table.ts'
import type { Table } from './table.ts'

const issuers: Readonly<Record<Issuer, string>> = {
  google: 'Google',
  microsoft: 'the identity platform',
}
const files: Readonly<Record<GoogleFile, string>> = {
  'key': 'the key file of the service account',
  'sign-in': 'the kept sign-in',
  'client': 'the client file',
}
/** Where settings were looked for, as the subject of a sentence. */
export const places: Readonly<Record<ReadFrom, string>> = {
  'export': 'the export',
  'policy-api': "the Policy API's reply",
}

export const reading: Table<Reading> = {
  'told': ({ message }) => message,
  'rate-limited': () => 'rate limited',
  'value-mismatch': ({ at, expected, found }) =>
    `${at}: expected ${typeof expected === 'string' ? expected : `one of ${listed(expected)}`}, found ${found}`,
  'in-field': ({ name, why }, words) => `${name}: ${words(why)}`,

  'not-in-reply': () => 'the reply did not carry it',
  'list-broke-off': () => 'the list broke off',
  'credential-masked': () =>
    'a credential that was sent stood in the reply and was masked: what it said there is not known',
  'reply-shape': ({ at, message }) => `the reply is not in the documented shape: ${at}: ${message}`,
  'collector-failed': ({ message }) => `the collector failed: ${message}`,

  'answered': ({ status, message }) => `${status}${message === '' ? '' : `: ${message}`}`,
  'link-unreadable': () =>
    'the Link header of the reply cannot be read: whether the list goes on is not known',
  'link-elsewhere': ({ origin }) => `a link points to ${origin}, which is not followed`,
  'own-token-wanted': ({ host }) =>
    `${host} wants a token of its own: connect with a certificate or by signing in, not with a single token`,
  'not-graphql': () => 'the reply is not a GraphQL result',
  'list-endless': ({ pages }) => `the list does not end (${pages} pages read)`,
  'list-without-next': () => 'the list says that it goes on, but not where',
  'not-https': ({ origin }) =>
    `${origin} is not https: the credential would cross the network in clear`,
  'not-a-list': () => 'the reply is not a list',
  'html-not-json': () => 'an HTML page where JSON was expected',
  'not-json': () => 'the reply is not JSON',
  'no-answer': ({ seconds, host }) => `no answer within ${seconds} s from ${host}`,
  'no-connection': ({ host, message }) => `${host}: ${message}`,
  'reply-stalled': ({ host }) => `the reply from ${host} stalled`,
  'reply-broke-off': ({ host, message }) => `the reply from ${host} broke off: ${message}`,
  'redirected': ({ origin }) => `redirected to another origin (${origin}), which is not followed`,
  'many-redirects': ({ most }) => `more than ${most} redirects`,
  'asks-to-wait': ({ host, seconds }) => `${host} asks to wait ${seconds} s`,
  'part-too-large': () => 'more came than one part of a scan may bring: the rest was not read',
  'part-too-long': () => 'it took longer than one part of a scan may take: the rest was not read',
  'reply-too-large': ({ bytes }) => `the reply is larger than ${bytes} bytes`,
  'dns-failed': ({ name, message }) => `DNS TXT ${name}: ${message}`,

  'no-credential': () => 'no credential is kept for it',
  'certificate-ended': ({ at }) => `the certificate ended on ${at}`,
  'credential-lacks': ({ part }) => `the credential lacks its ${part.toLowerCase()} (PEM)`,
  'credential-unreadable': ({ part, message }) =>
    `the ${part.toLowerCase()} of the credential cannot be read: ${message}`,
  'ghost-key-form': () =>
    'a staff access token of Ghost is ID:SECRET in hexadecimal, as the profile page shows it',
  'microsoft-application-missing': () =>
    'signing in needs the directory and the app registration: connect with --set tenant=ID --set client=ID',
  'google-admin-missing': () =>
    'a service account reads on behalf of a super admin: connect with --set admin=ADDRESS',
  'no-token': ({ from }) => `${issuers[from]}'s reply holds no token`,
  'no-refresh-token': ({ from }) =>
    from === 'google'
      ? 'Google gave no refresh token: remove the application under myaccount.google.com/permissions, then sign in again'
      : 'the identity platform gave no refresh token: allow "offline_access" for the app registration',
  'issuer-not-https': ({ origin }) => `${origin} is not https`,
  'issuer-answered': ({ host, status }) => `${host} answered ${status}`,
  'issuer-not-json': ({ host, status }) => `${host} answered ${status}, and not in JSON`,
  'issuer-refused': ({ error, message }) => `${error}: ${message}`,
  'google-unreachable': ({ message }) => `Google: ${message}`,
  'google-failed': ({ status }) => `Google: answered ${status}`,
  'google-answered': ({ status }) => `Google answered ${status}`,
  'google-says': ({ message }) => `Google says: ${message === '' ? 'no code' : message}`,
  'nobody-signed-in': () => 'nobody signed in within five minutes',
  'file-lacks': ({ file, field }) => `${files[file]} lacks ${field === '' ? 'something' : field}`,
  'file-not-json': ({ file }) => `${files[file]} is not JSON`,

  'disowned': () => 'an administrator said that this reading is not what the page shows',
  'credential-shown': () => 'the page showed a credential where the setting should be',

  'command-failed': ({ command }) => `${command} did not succeed in the exporting tool`,
  'product-not-run': ({ product }) => `the exporting tool did not run for ${product}`,
  'section-malformed': ({ section }) =>
    `the section "${section}" of the export is not in the shape that the tool writes`,
  'section-shortened': ({ section }) =>
    `the section "${section}" of the export is so large that only what the checks of the service look at was kept of it: for the rest there is the evidence`,
  'no-section': ({ section, from }) => `${places[from ?? 'export']} has no section "${section}"`,
  'call-refused': ({ message }) => `the export says that this could not be read: ${message}`,
  'call-unsuccessful': ({ call, from }) => `${places[from]} lists ${call} as unsuccessful`,

  'not-as-documented': ({ key }) => `${key} is not as documented`,
  'github-names-no-organization': () =>
    'the tenant names no organization (connect github --set organization=NAME)',
  'github-administrator-only': () => 'only an administrator of the repository sees it',
  'github-not-all-shown': () => 'GitHub did not show all of them',
  'github-security-managers-only': () =>
    'security_and_analysis is shown to administrators and security managers only',
  'github-branch-not-shown': () =>
    'the repository is not empty, but its default branch is not shown to this credential',
  'github-repository-hidden': () => 'GitHub counts a repository that it does not show',
  'github-repositories-hidden': ({ shown, total }) =>
    `${shown} of ${total} repositories are shown to this credential`,
  'list-short': ({ shown, total }) =>
    `the service says that there are ${total}, and gave ${shown} of them`,
  'github-members-hidden': ({ shown, total }) =>
    `${shown} of ${total} members are shown to this credential`,
  'github-total-not-told': ({ shown }) =>
    `${shown} repositories are shown; how many there are GitHub tells an owner only`,
  'github-user-account': ({ login }) =>
    `"${login}" is a person's account; only organizations have these settings`,
  'github-app-not-named': () =>
    'this is the key of a GitHub App, and the tenant does not name the App (connect github --set app=CLIENT-ID)',
  'github-app-key-form': () => 'the private key of the GitHub App cannot be read (PEM, RSA)',
  'github-app-not-installed': ({ organization }) =>
    `the GitHub App is not installed in "${organization}"`,
  'github-none-or-hidden': () =>
    'GitHub shows none, which it also does where the credential may not see it',
  'github-not-asked': ({ word }) =>
    `GitHub shows it in requests for each repository, which are made where the target has each-repository: ${word}`,
  'github-owner-only': () =>
    "GitHub left it out, as it does for credentials that are not an owner's",
}
