import type { KeptSaid, Some } from '../kept.ts'

/** Why a setting was not read: by the API, from a page, out of an export. */
export type Reading = {
  /** The words of another program, as they came: a service, a browser, an earlier version. */
  'told': { readonly message: string }
  'rate-limited': {}
  'value-mismatch': {
    readonly at: string
    readonly expected: string | Some<string>
    readonly found: string
  }
  'in-field': { readonly name: string; readonly why: KeptSaid }

  // A collection run
  'not-in-reply': {}
  'list-broke-off': {}
  'credential-masked': {}
  'reply-shape': { readonly at: string; readonly message: string }
  'collector-failed': { readonly message: string }

  // Requests
  'answered': { readonly status: number; readonly message: string }
  'link-unreadable': {}
  'link-elsewhere': { readonly origin: string }
  'own-token-wanted': { readonly host: string }
  'not-graphql': {}
  'list-endless': { readonly pages: number }
  'list-without-next': {}
  'not-https': { readonly origin: string }
  'not-a-list': {}
  'html-not-json': {}
  'not-json': {}
  'no-answer': { readonly seconds: number; readonly host: string }
  'no-connection': { readonly host: string; readonly message: string }
  'reply-stalled': { readonly host: string }
  'reply-broke-off': { readonly host: string; readonly message: string }
  'redirected': { readonly origin: string }
  'many-redirects': { readonly most: number }
  'asks-to-wait': { readonly host: string; readonly seconds: number }
  'part-too-large': {}
  'part-too-long': {}
  'reply-too-large': { readonly bytes: number }
  'dns-failed': { readonly name: string; readonly message: string }

  // Signing in
  'no-credential': {}
  'certificate-ended': { readonly at: string }
  'credential-lacks': { readonly part: string }
  'credential-unreadable': { readonly part: string; readonly message: string }
  'ghost-key-form': {}
  'microsoft-application-missing': {}
  'google-admin-missing': {}
  'no-token': { readonly from: Issuer }
  'no-refresh-token': { readonly from: Issuer }
  'issuer-not-https': { readonly origin: string }
  'issuer-answered': { readonly host: string; readonly status: number }
  'issuer-not-json': { readonly host: string; readonly status: number }
  'issuer-refused': { readonly error: string; readonly message: string }
  'google-unreachable': { readonly message: string }
  'google-failed': { readonly status: number }
  'google-answered': { readonly status: number }
  'google-says': { readonly message: string }
  'nobody-signed-in': {}
  'file-lacks': { readonly file: GoogleFile; readonly field: string }
  'file-not-json': { readonly file: GoogleFile }

  // Pages
  'disowned': {}
  'credential-shown': {}

  // Exports
  'command-failed': { readonly command: string }
  'product-not-run': { readonly product: string }
  'section-malformed': { readonly section: string }
  'section-shortened': { readonly section: string }
  'no-section': { readonly section: string; readonly from?: ReadFrom }
  'call-refused': { readonly message: string }
  'call-unsuccessful': { readonly call: string; readonly from: ReadFrom }

  // Services
  'not-as-documented': { readonly key: string }
  'github-names-no-organization': {}
  'github-administrator-only': {}
  'github-not-all-shown': {}
  'github-security-managers-only': {}
  'github-owner-only': {}
  'github-none-or-hidden': {}
  'github-not-asked': { readonly word: string }
  'github-app-not-named': {}
  'github-app-key-form': {}
  'github-app-not-installed': { readonly organization: string }
  'github-user-account': { readonly login: string }
  'github-branch-not-shown': {}
  'github-repository-hidden': {}
  'github-repositories-hidden': { readonly shown: number; readonly total: number }
  'list-short': { readonly shown: number; readonly total: number }
  'github-members-hidden': { readonly shown: number; readonly total: number }
  'github-total-not-told': { readonly shown: number }
}

export type Issuer = 'google' | 'microsoft'
export type GoogleFile = 'key' | 'sign-in' | 'client'
export type ReadFrom = 'export' | 'policy-api'
