// What a service says in words and no code: the one place that looks at somebody else's sentences.

/** A limit on how fast we ask, which GitHub tells with 403 or among GraphQL's errors. */
export function tellsSecondaryLimit(message: string): boolean {
  return /secondary rate limit|abuse detection/i.test(message)
}

/** The same of Google, where `reason` stands in the body of a 403. */
export function tellsExceeded(body: string): boolean {
  return /"(?:user)?rateLimitExceeded"/i.test(body)
}

/** GitHub refuses what another plan has with 403, and Microsoft Graph with 400 or 403 and a code. */
export function tellsOtherPlan(message: string, code = ''): boolean {
  return message.startsWith('Upgrade to ') || /NonPremiumTenant|PremiumLicenseRequired/.test(code)
}

/** GitHub's GraphQL gave up on a query that took too long. */
export function tellsTooMuchAsked(message: string): boolean {
  return message.startsWith('Something went wrong while executing your query')
}
