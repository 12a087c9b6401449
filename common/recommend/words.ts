/** Words that say nothing of what is wanted. */
const empty: ReadonlySet<string> = new Set(
  (
    'a an and any are as at be been before being by can cannot do does each for from had has have how if in into is it its ' +
    'least less made may means more most must need no not of on one only or other our out own shall should so some such than ' +
    'that the their them then there these they this those through to up us use used user users uses using was we what when ' +
    'where which who whose will with within without organisation organization provider csp service services'
  ).split(' '),
)

/**
 * Words that mean the same here, a line each: the first stands for all. Written from the metrics' own
 * texts and from the half of the labelled pairs that is for tuning.
 */
const alike = `
factor mfa multifactor otp authenticator twostep
phishing fido2 passkey passkeys webauthn
password passphrase passwords passphrases
signin login logon log-on log-ons logons sign-in sign-ins log-in signed-in
sso federated federation saml openid oidc
session sessions cookie cookies
idle inactivity inactive unused dormant stale abandoned
administrator admin superuser administrators administrative
guest guests visitor visitors
outside external externals outward contractor contractors partner partners
link links url urls
sharing share shared
token tokens key keys
expire expiry expires validity end lifetime duration ends
review reviewed reviewer reviewers approval approvals approve approved approver approves approving
code source commit commits repository repositories
branch merge merged merging
test tests tested check checks pipeline ci
vulnerability vulnerable vulnerabilities cve advisory advisories
dependency dependencies library libraries component components
malware virus viruses malicious
mail email e-mail message messages mailbox mailboxes
spam junk bulk unsolicited
forwarding redirect forward forwarded
log logs logging logged event events record records recorded audit
retention retained kept keep stored storage archive
alert alerts notification notifications notify notified informed
network ip address range ranges
domain domains dns
device devices phone phones smartphone smartphones endpoint endpoints computer computers mobile
app apps application applications addon add-on add-ons
extension extensions plug-in plug-ins plugin plugins theme themes
ai artificial generative assistant assistants chatbot prompt prompts
meeting meetings conference conferences
comment comments post posts discussion thread threads
encryption cryptography cryptographic encrypted tls
public internet exposed exposure anonymous anyone
location region residency european
attempt attempts brute guessing lockout locked
recovery reset resets regain forgotten
consent authorise authorize grant granted grants oauth
temporary just-in-time eligible elevated time-limited
separate dedicated
minimum minimal few number limited reduce
register registration registered sign-up
webhook webhooks callback callbacks
integration integrations connection connections connector
software installed install installing
dlp leakage leak loss
impersonation impersonate impersonates spoofed fraudulent
`

const standsFor = new Map(
  alike
    .trim()
    .split('\n')
    .flatMap(line => {
      const words = line.split(' ').map(stem)
      return words.map(word => [word, words[0] ?? word] as const)
    }),
)

/** The words of a text, each as the one that stands for it; in their order, those that say nothing left out. */
export function wordsOf(text: string): readonly string[] {
  const found = text.toLowerCase().match(/[a-z0-9]+(?:-[a-z0-9]+)*/g) ?? []
  return found
    .flatMap(word => (standsFor.has(stem(word)) ? [word] : word.split('-')))
    .filter(word => !empty.has(word))
    .map(word => standsFor.get(stem(word)) ?? stem(word))
}

/** Without the endings that English puts to a word: enough to find it again, no linguistics. */
function stem(word: string): string {
  if (word.length <= 4) return word.replace(/([^s])s$/, '$1')
  return word
    .replace(/(?:ies)$/, 'y')
    .replace(/(?:ations?|ated?|ating)$/, 'at')
    .replace(/(?:ings?|edly|ed|es|s|ly)$/, '')
    .replace(/([b-df-hj-np-tv-z])\1$/, '$1')
    .replace(/e$/, '')
}
