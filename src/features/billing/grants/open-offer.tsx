import { type Ctx, pageOf, viewerOf } from '../../../platform/web/context.ts'
import { found } from '../../../platform/web/http-error.ts'
import { html } from '../../../platform/web/respond.ts'
import { selectOptionalTrialOffer } from '../queries.ts'
import { NoTrialPage, type PricedOffer } from '../trial.page.tsx'

/** The credential of the URL, where it costs something now; else the page that says why there is nothing to pay. */
export async function openOffer(
  c: Ctx,
  slug = c.req.param('credential') ?? '',
): Promise<PricedOffer | Response> {
  const offer = found(await selectOptionalTrialOffer(c.var.deps.db, slug, viewerOf(c).personKey))
  if (offer.status !== 'open')
    return html(c, <NoTrialPage page={pageOf(c)} offer={offer} why="preparation" />, 409)
  if (offer.price_minor === null || offer.currency === null)
    return html(c, <NoTrialPage page={pageOf(c)} offer={offer} why="free" />, 409)
  return offer as PricedOffer
}
