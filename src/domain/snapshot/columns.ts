/** What a catalogue export may say of an entry, each under the spellings in which it is found. */
export const CATALOGUE_COLUMNS = {
  title: [
    'title',
    'name',
    'coursetitle',
    'coursename',
    'programtitle',
    'programname',
    'certificatename',
    'credentialtitle',
    'credentialname',
    'course',
    'program',
    'programme',
    'credential',
  ],
  provider: [
    'provider',
    'providername',
    'organization',
    'organisation',
    'organizationname',
    'partner',
    'partnername',
    'institution',
    'institutionname',
    'offeredby',
    'offeringorganization',
    'university',
    'school',
    'company',
    'publisher',
    'creator',
    'brand',
  ],
  provider_kind: ['providerkind', 'providertype', 'institutiontype', 'partnertype', 'organizationtype'],
  type: [
    'type',
    'certificatetype',
    'kind',
    'producttype',
    'credentialtype',
    'coursetype',
    'programtype',
    'learningproduct',
    'learningproducttype',
    'learningtype',
    'certificate',
    'offeringtype',
    'product',
  ],
  level: ['level', 'difficulty', 'difficultylevel', 'skilllevel', 'experiencelevel', 'coursedifficulty'],
  rating: [
    'rating',
    'averagerating',
    'avgrating',
    'meanrating',
    'ratingmean',
    'stars',
    'starrating',
    'reviewscore',
    'ratingvalue',
    'ratings',
    'score',
  ],
  ratings_count: [
    'ratingscount',
    'ratingcount',
    'reviews',
    'reviewcount',
    'reviewscount',
    'numreviews',
    'numberofreviews',
    'totalreviews',
    'nreviews',
    'reviewsnum',
    'reviewnum',
    'numratings',
    'numberofratings',
    'totalratings',
    'nratings',
    'review',
    'votes',
  ],
  enrolled: [
    'enrolled',
    'enrollments',
    'enrolments',
    'enrollment',
    'enrolment',
    'enrollmentcount',
    'enrolmentcount',
    'enrolledcount',
    'studentsenrolled',
    'learnersenrolled',
    'studentsenrollment',
    'numstudents',
    'numberofstudents',
    'totalstudents',
    'students',
    'numsubscribers',
    'subscribers',
    'learners',
    'numlearners',
    'numberoflearners',
    'numenrolled',
    'participants',
    'nenrolled',
    'enrolledstudents',
    'enrolledlearners',
    'totalenrollments',
    'totalenrolments',
  ],
  skills: [
    'skills',
    'skill',
    'skillsgained',
    'skillgain',
    'skillsyouwillgain',
    'skillsyoullgain',
    'associatedskills',
    'skillset',
    'tags',
    'keywords',
    'keyword',
  ],
  duration: [
    'duration',
    'length',
    'timetocomplete',
    'durationtocomplete',
    'estimatedtime',
    'estimatedduration',
    'advertisedduration',
    'contentduration',
    'timecommitment',
    'time',
  ],
  duration_months: ['durationmonths', 'months', 'monthstocomplete', 'durationinmonths'],
  duration_weeks: ['durationweeks', 'weeks', 'weekstocomplete', 'durationinweeks', 'advertisedweeks'],
  duration_days: ['durationdays', 'days', 'durationindays', 'advertiseddays'],
  duration_hours: [
    'durationhours',
    'hours',
    'durationinhours',
    'efforthours',
    'totalhours',
    'hourstocomplete',
  ],
  price: ['price', 'cost', 'fee', 'listprice', 'priceamount', 'pricepermonth', 'pricemonthly'],
  currency: ['currency', 'pricecurrency'],
  is_free: ['isfree', 'free'],
  is_paid: ['ispaid', 'paid'],
  field: ['field', 'subject', 'category', 'domain', 'discipline', 'topic', 'department', 'primarycategory'],
  language: ['language', 'lang', 'primarylanguage'],
  description: [
    'description',
    'summary',
    'about',
    'overview',
    'headline',
    'shortdescription',
    'longdescription',
    'whatyouwilllearn',
    'whatyoulllearn',
    'text',
    'content',
  ],
  completion: [
    'completion',
    'completionrate',
    'completed',
    'completions',
    'certified',
    'passrate',
    'passed',
    'graduationrate',
    'graduates',
  ],
  outcomes: [
    'joboutcomes',
    'jobs',
    'employment',
    'employmentrate',
    'placement',
    'placementrate',
    'careeroutcomes',
    'salary',
    'mediansalary',
  ],
  prerequisites: ['prerequisites', 'prerequisite', 'requirements', 'entryrequirements'],
  who_marks: ['whomarks', 'markedby', 'assessedby', 'assessment', 'assessments', 'grading', 'gradedby'],
  support: ['support', 'mentors', 'mentoring', 'tutor', 'tutors', 'helpresponse', 'supporthours'],
} as const satisfies Record<string, readonly string[]>

export type CatalogueColumn = keyof typeof CATALOGUE_COLUMNS

export const COLUMN_NAMES = Object.keys(CATALOGUE_COLUMNS) as CatalogueColumn[]

export type Places = Partial<Record<CatalogueColumn, number>>

/**
 * Which column of a header stands for what: named ones first (`map`, ours → theirs), then by spelling, letters and
 * digits only, an ending in brackets and a beginning as "Course …" apart. Or what is wrong with the map.
 */
export function placesOf(
  header: readonly string[],
  map: Readonly<Record<string, string>> = {},
): Places | { problem: string } {
  const places: Places = {}
  const taken = new Set<number>()
  for (const [ours, theirs] of Object.entries(map)) {
    if (!isColumn(ours))
      return {
        problem: `--map ${ours}=${theirs}: there is no ${ours}. A catalogue has ${COLUMN_NAMES.join(', ')}.`,
      }
    const place = header.indexOf(theirs)
    if (place < 0)
      return {
        problem: `--map ${ours}=${theirs}: there is no column ${theirs}. There are ${header.join(', ')}.`,
      }
    places[ours] = place
    taken.add(place)
  }
  // A plain spelling beats one that had to be trimmed.
  for (const spell of [bare, withoutBrackets, withoutBeginning]) {
    const spelled = header.map(spell)
    for (const column of COLUMN_NAMES) {
      if (places[column] !== undefined) continue
      for (const spelling of CATALOGUE_COLUMNS[column]) {
        const place = spelled.findIndex((name, at) => name === spelling && !taken.has(at))
        if (place < 0) continue
        places[column] = place
        taken.add(place)
        break
      }
    }
  }
  return places
}

export function isColumn(name: string): name is CatalogueColumn {
  return Object.hasOwn(CATALOGUE_COLUMNS, name)
}

function bare(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
}

function withoutBrackets(name: string): string {
  return bare(name.replace(/[([].*$/, ''))
}

function withoutBeginning(name: string): string {
  return withoutBrackets(name).replace(/^(course|programme|program|certificate|credential|product)(?=.)/, '')
}
