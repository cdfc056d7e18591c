// People who like to review are invited when a piece would otherwise wait for an educator. They said so themselves, and
// are left alone for a week after each invitation.

/** No more than one invitation in so many days, whoever needs a review. */
export const restDays = 7

/** Of those who are invited, about every third comes; so many are asked for each reviewer that is missing. */
const askedForEach = 3

/** How much of the peers' time is over when people are invited: soon, and once more while there is time. */
const moments = [0.1, 0.4]

/** When people are invited to a piece whose reviewers are not all there. */
export function invitationTimes(handedInAt: Date, educatorsFrom: Date): Date[] {
  const time = educatorsFrom.getTime() - handedInAt.getTime()
  if (time <= 0) return []
  return moments.map((part) => new Date(handedInAt.getTime() + part * time))
}

/**
 * How many people are invited.
 * @param places how many reviewers the piece is to get, how many marked it, and how many have it in time
 */
export function invitationsFor({
  wanted,
  marks,
  locks,
}: {
  wanted: number
  marks: number
  locks: number
}): number {
  return askedForEach * Math.max(0, wanted - marks - locks)
}
