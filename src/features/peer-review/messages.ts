import { defineMessages } from '../../ui/messages.ts'
import { arabic } from './messages.ar.ts'

export const messages = defineMessages({
  en: {
    errors: 'This needs a look',
    errorEmpty: 'There is nothing to hand in yet. Write your piece or choose a file.',
    errorTextLong: 'The text is longer than {n} characters. Shorten it, or hand in a part as a file.',
    errorNoFiles: 'This project takes no files. Put everything into the text.',
    errorFileCount: 'At most {n, plural, one {one file} other {# files}} can be handed in. Choose fewer.',
    errorFileLarge: '“{name}” is larger than {mb} MB. Make it smaller and choose it again.',
    errorFilesLarge: 'The files are larger than {mb} MB together. Choose fewer or smaller ones.',
    errorFileExtension: '“{name}” is not a kind of file that is taken here. These are: {extensions}.',
    errorFileContent:
      '“{name}” does not hold what its ending .{extension} says. Save it in that format and choose it again.',
    errorArchive_broken: '“{name}” is damaged and can’t be opened. Save it again and choose it again.',
    errorArchive_bomb:
      '“{name}” would unpack to far more than it is, which could stop the computers of those who mark it. Hand in the files that matter, one by one.',
    errorArchive_path:
      '“{name}” holds files whose names lead out of it, or twice the same name. Pack it again from one folder.',
    errorArchive_locked: '“{name}” is locked with a password. Save it without one and choose it again.',
    errorPoints: 'Choose a level for “{title}”.',
    errorComment: 'Say in a sentence why, for “{title}”.',
    errorCommentLong: 'The comment for “{title}” is longer than {n} characters.',
    errorSkipReason: 'Say why you pass this piece on.',

    saidHandedIn: 'Your piece is handed in. What happens next stands below.',
    saidAlready:
      'A piece of yours is on its way or has passed already, so nothing was handed in. What you typed is kept as a draft.',
    saidDraft: 'The draft is saved. Files are not part of a draft: choose them when you hand in.',
    saidReviewed: 'Thank you. Your review is handed in.',
    saidPassedOn: 'You passed the piece on. Get another one when you like.',
    saidNothingLeft: 'There is no piece for you at the moment. More come as others hand in.',
    saidHandInFirst: 'Hand in your own piece first; then you see the work of others.',

    rubric: 'How it is marked',
    passNote: 'It passes with {share} of the points.',
    upTo: 'up to {n, plural, one {# point} other {# points}}',
    whatNext: 'What happens next',
    stepHandedIn: 'Handed in on {moment}.',
    seePiece: 'See your piece',
    stepGive:
      'Review the work of others: {given} of {owed} given. Your piece counts as handed in when {left, plural, one {one more review is} other {# more reviews are}} given.',
    stepGiven:
      '{given, plural, one {You gave one review. That is} other {You gave # reviews. That is}} what was asked.',
    stepPeers: 'Marked by other learners who don’t see your name: {n} of {peers} so far.',
    stepEducator:
      'Then marked by an educator of {provider}, who doesn’t see their marks before giving their own.',
    stepUntil: 'Promised by {date}. If other learners are late, an educator takes it as it is.',
    stepMarked: 'Marked.',
    continueReview: 'Review the piece that you have',
    continueLate: 'Finish a review whose time is over',
    yoursUntil: 'Yours until {moment}.',
    getPiece: 'Get a piece to review',
    getAnother: 'Review one more',
    yourReview: 'Your review {n}',
    pieceN: 'Piece {n}',
    pointsOf: '{points} of {max}',
    passed: 'This project is passed.',
    passedButOwes:
      'The marks are enough to pass. The project counts once you have given {left, plural, one {one more review} other {# more reviews}}.',
    notPassed:
      'Not passed yet: it takes {share} of the points. Read the comments, revise, and hand in again.',

    handIn: 'Hand in',
    handInAgain: 'Hand in again',
    termsPeers:
      '{peers, plural, one {One other learner marks} other {# other learners mark}} your piece with the rubric above, then an educator of {provider}. You get your marks within {days, plural, one {one day} other {# days}}.',
    termsEducator:
      'An educator of {provider} marks your piece with the rubric above. You get your marks within {days, plural, one {one day} other {# days}}.',
    termsOwed:
      'In return you review {owed, plural, one {one piece} other {# pieces}} of others. You get your own marks in any case; but the project counts as handed in only when your reviews are given too.',
    termsNames:
      'Nobody who marks sees your name: leave it out of text and files. You can hand in again only after this piece is marked.',
    text: 'Your piece',
    textHint: 'Plain text, or Markdown for headings, lists and tables.',
    files: 'Files',
    filesHint: 'At most {n, plural, one {one file} other {# files}} of {mb} MB each: {extensions}.',
    filesAgain: 'Browsers forget chosen files: choose them again. Your text is still here.',
    handInButton: 'Hand in now',
    saveDraft: 'Save draft',
    draftSaved: 'Draft saved.',
    draftUnsaved: 'Not saved yet; trying again. Your text is still here.',
    draftFrom: 'Draft of {moment}.',

    pieceTitle: '{title}: your piece {n}',
    backToProject: 'Back to the project',
    handedInAt: 'Handed in on {moment}.',
    stateWaiting: 'Not marked yet. The marks of all who mark it appear together, when it is decided.',
    stateWithdrawn: 'This piece was withdrawn.',
    whatYouHandedIn: 'What you handed in',
    contentGone: 'The text and files were erased by their author.',
    fileN: 'File {n}',
    imageOf: 'Picture handed in: {name}',
    kilobytes: '{n} kB',
    resultPassed: 'Passed: it takes {share} of the points.',
    resultNotPassed: 'Not passed: it takes {share} of the points.',
    resultOwes: 'It counts once you have given the reviews that you owe.',
    whoMarked:
      'Marked by {peers, plural, =0 {no other learner} one {one other learner} other {# other learners}} ({peerShare} of the mark) and {educators, plural, =0 {no educator} other {an educator of {provider}}} ({educatorShare}).',
    byCriterion: 'Criterion by criterion',
    decidedBy: 'Learners {peers}, educator {educators}',
    educatorWrote: 'Educators wrote',
    youWrote: 'You wrote',
    educatorsLevel: 'Their level:',
    yourLevel: 'Your level:',
    reviewer: 'Reviewer {n}',
    afterMark: 'came after the mark, not in it',
    educator: 'Educator',
    noPoints: 'no points',
    noComment: 'no comment',

    reviewTitle: 'Review: {title}',
    reviewUntil:
      'This piece is yours until {moment}. Review it within a day if you can: after that somebody else may be asked too.',
    reviewLate:
      'Your time with this piece was over on {moment}, and somebody else may have it too. If you finish it, it still counts for you.',
    reviewHow:
      'You don’t see whose it is, and they won’t see who you are. Be specific: name what works, and one thing that would make it better.',
    thePiece: 'The piece',
    yourMarks: 'Your marks',
    commentRequired: 'Why this level?',
    commentOptional: 'Comment (optional)',
    submitReview: 'Hand in review',
    reviewThanks: 'You handed in this review.',
    educatorMarks: 'How educators marked it',
    educatorMarksNote:
      'This piece is from the reserve, which educators marked before. Compare: where do you differ, and why?',
    skip: 'Pass this piece on',
    skipWhy: 'Why do you pass it on?',
    skip_conflict: 'I know whose it is',
    skip_cannot_open: 'I can’t open or read it',
    skip_offensive: 'It is offensive',
    skip_other: 'Another reason',
    skipButton: 'Pass it on',
    reviewPassedOn: 'You passed this piece on.',
    reviewWithdrawn: 'The author took this piece back. Nothing is asked of you.',

    errorLink: '“{link}” is not the address of a public page. It must begin with https:// and be whole.',
    errorLinkCount: 'At most {n, plural, one {one link} other {# links}} can be handed in. Leave some out.',
    errorNoLinks: 'This project takes no links. Put everything into the text or a file.',
    errorReportReason: 'Say what is wrong with the review.',
    errorWords: 'Write a sentence or two.',
    errorWordsLong: 'This is longer than {n} characters. Shorten it.',
    errorAppealNone: 'Write a reason for at least one criterion.',
    errorAppealReason: 'Say why.',
    errorDecision: 'Choose whether the review counts.',
    errorReason: 'Say why; the author reads it.',

    saidTrainFirst: 'Train with a piece that educators marked before you mark the work of others.',
    saved: 'Saved.',

    singlePoint:
      'Only the standard is described. Where a piece is above or below it, say in the comment what you saw.',
    rubricVersion: 'Rubric, version {version}.',
    weighs: 'weight {weight}',
    step_not_yet: 'Not yet',
    step_met: 'Meets the standard',
    step_beyond: 'Beyond the standard',
    commentOffStandard: 'What did you see? (needed where the piece is above or below the standard)',
    promptWhere: 'Name the place: “In the second table …”',
    promptWorks: 'Name what works: “The denominator is said, so I could check …”',
    promptNext: 'Name one next step: “It would be clearer if …”',
    savedPick: 'Add a saved comment: {title}',
    savedNone: 'Add a saved comment …',
    savedKeep: 'keep this comment for later',

    stepOneMore: 'Their marks differ much, so one more was asked.',
    stepAudit: 'Then the marks are yours. An educator marks {share} of all pieces too, drawn by chance.',
    trainFirst:
      'Before you mark others, mark {n, plural, one {a piece} other {# pieces}} that educators marked, and compare.',
    train: 'Train now',
    notCounting: 'doesn’t count',
    termsAudited:
      '{peers, plural, one {One other learner marks} other {# other learners mark}} your piece with the rubric above. Where they differ much, one more learner and then an educator of {provider} is asked; {share} of all pieces are marked by an educator too, drawn by chance. You get your marks within {days, plural, one {one day} other {# days}}, and can appeal them.',
    termsOpen:
      'Those who mark see your name, and you see theirs: the provider wants it so. You can hand in again only after this piece is marked.',
    termsOnce: 'This project can be handed in once.',
    clean: 'Take names, places and dates out of pictures, PDFs and office files',
    cleanHint:
      'Cameras and programs write them into files. What is written or shown in the piece itself stays.',
    links: 'Links',
    linksHint:
      'At most {n, plural, one {one address} other {# addresses}} of public pages, each on a line. Their text is kept as it is when you hand in.',
    labsAttached:
      '{n, plural, one {The result of your lab is} other {The results of your # labs are}} handed in with it.',
    linkWaiting: 'The text that stands there is being kept.',
    linkFailed:
      'The text that stands there could not be kept: the page can’t be reached from here, or is no text.',
    linkKept: '{title}, as it was on {date}',
    labResult: 'Lab “{title}”: {points} of {max}, marked by the computer on {date}',
    file_clean: 'nothing to take out',
    file_cleaned: 'names, places and dates taken out',
    file_not_cleaned: 'could not be cleaned: it may say whose it is',

    recordBias:
      'On {n} pieces that educators marked too, {way, select, same {you give what they give} more {you give {share} of the points more than they do} other {you give {share} of the points less than they do}}.',
    recordMost:
      'The difference is largest on “{title}”: {way, select, more {{points} points more} other {{points} points less}}.',

    interval:
      'Marked again by others, it would come out between {lower} and {upper} of {max} in 9 of 10 cases.',
    scaleInForce:
      'Peers and educators differ on this project, so the educators’ scale holds: the peers’ marks {way, select, up {were moved up} other {were moved down}} by {points} points.',
    historyTitle: 'How the mark came about',
    decision_first: 'marked',
    decision_appeal: 'raised after an appeal',
    decision_override: 'changed by an educator',
    decision_review_out: 'worked out again without a review that should not have counted',
    decision_scale: 'brought to the educators’ scale',
    educatorN: 'Educator {n}',
    wasAudited: 'It was drawn by chance to be marked by an educator, who didn’t see the others’ marks.',
    refused: 'An educator took this piece out:',
    appealed: 'Appealed:',
    appealNobody:
      '{provider} has no educator at the moment who had no part in this mark. An appeal is taken and kept, and waits until it names one; your mark stays as it is meanwhile.',
    appealWaits: 'An educator who was not involved decides.',
    appealRaised: 'Raised from {before} to {after}.',
    appealStays: 'It stays at {before}.',

    receivedTitle: 'The reviews',
    wasUseful: 'Was this useful?',
    useful_0: 'no',
    useful_1: 'somewhat',
    useful_2: 'yes',
    saveUseful: 'Save how useful they were',
    thank: 'Say thank you',
    thanked: 'You said thank you.',
    answer: 'Answer',
    answerAgain: 'Your answer',
    yourAnswer: 'Your answer to the reviewer',
    sendAnswer: 'Send answer',
    report: 'Report this review',
    reportWhy: 'What is wrong with it?',
    report_abusive: 'It is insulting or offensive',
    report_careless: 'It was written without reading the piece',
    report_names_me: 'It says who I am, or asks for it',
    report_other: 'Something else',
    reportWords: 'In your words (optional)',
    sendReport: 'Report it',
    reportWaits: 'You reported this review. An educator looks at it.',
    reportUpheld: 'You were right; this review doesn’t count.',
    reportNot: 'An educator looked at your report; the review stays.',
    appeal: 'Appeal criteria',
    appealHow:
      'Say for each criterion that you want looked at again why. An educator who was not involved decides; you both read why. An appeal can’t lower your mark. You can appeal for {days} days.',
    appealReason: '“{title}”: why is it worth more?',
    sendAppeal: 'Send appeal',

    pieceOf: 'By {name}.',
    notCounted_low_effort:
      'This review was handed in, and doesn’t count: not for the piece, and not for the reviews that you owe.',
    notCounted_abusive: 'The author reported this review, and an educator took it out. It doesn’t count.',
    authorThanks: 'The author says thank you.',
    authorAnswers: 'The author answers:',
    foundUseful: 'The author found this useful: {useful}.',
    lowEffort: 'This review may not help its author. As it is, it would not count:',
    sign_hasty: 'It came very quickly.',
    sign_brief: 'The comments are very short.',
    sign_repeated: 'The same words stand under several criteria, or stood in another review.',
    sureAnyway: 'Hand it in as it is. I know that it doesn’t count.',

    trainingTitle: 'Train: {title}',
    trainingHow:
      'Educators marked this piece. Mark it too, then compare. It is close enough when you are no more than {share} of the points away on average; you can try as often as you like, and it counts as work of yours.',
    compare: 'Compare',
    trainingClose: 'Close enough: {distance} of the points away on average.',
    trainingFar:
      'Not close enough yet: {distance} of the points away on average; it takes {within}. Read why.',
    trainingDone: 'You are ready to mark others.',
    whereYouDiffer: 'Where you differ, and why',
    trainingPoints: 'You gave {own}, educators gave {educator} of {max}.',
    trainingSame: 'The same.',
    trainingMore: 'You gave {points} more.',
    trainingLess: 'You gave {points} less.',
    trainAgain: 'Train with another piece',

    mailChangedSubject: 'Your mark changed: {title}',
    mailChanged_appeal:
      'An educator decided your appeal about “{title}” and raised your mark. Why stands on its page.',
    mailChanged_override: 'An educator changed your mark for “{title}”. Why stands on its page.',
    mailChanged_review_out:
      'A review of your piece for “{title}” should not have counted. Your mark was worked out again without it and is higher now.',
    mailChanged_scale:
      'Learners turned out to mark “{title}” more strictly than educators do. The educators’ scale holds now, and your mark is higher.',
    mailAppealSubject: 'Your appeal was decided: {title}',
    mailAppealText:
      'An educator decided your appeal about “{title}”. The mark stays; why stands on its page.',
    mailReviewOutSubject: 'A review of yours doesn’t count any more: {title}',
    mailReviewOutText:
      'The author of a piece for “{title}” reported your review, and an educator agreed. It doesn’t count any more. Why stands on its page.',
    mailReviewOutLink: 'See why',
    mailScaleSubject: 'How “{title}” is marked from now on',
    mailScaleText:
      'Learners and educators turned out to mark “{title}” differently. From now on the marks of learners are brought to the educators’ scale. Marks that were given already are never lowered by it.',
    mailScaleLink: 'See the project',

    mailMarkedSubject: 'Your piece was marked: {title}',
    mailMarkedText:
      'Your piece for “{title}” was marked. Points and comments, criterion by criterion, stand on its page.',
    mailMarkedOwes:
      'The project counts once you have given the reviews that you owe. There is always a piece to review.',
    mailMarkedLink: 'See your marks',
    mailMarkedClosing: 'You don’t have to do anything.',
  },
  ar: arabic,
})
