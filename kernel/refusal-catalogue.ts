import type { Title } from "./title.ts";

/**
 * Every way in which the platform says no, once. A refusal is a value that travels to the person who asked: a stable code,
 * a status, a sentence that says what and what to do, and the field it concerns (RFC 9457 on the wire).
 * Bugs are `Error`; nothing else is thrown across rooms.
 */
export const catalogue = {
  "sign-in.required": { status: 401, zh: "请先登录。", en: "Sign in first." },
  "sign-in.wrong": { status: 401, zh: "用户名或密码不正确。", en: "The user name or password is wrong." },
  "sign-in.locked": {
    status: 429,
    zh: "连续输错 {attempts} 次，账号锁定至 {until}。到时再试，或请安全管理员解锁。",
    en: "Locked until {until} after {attempts} wrong attempts. Wait, or ask the security administrator to unlock.",
  },
  "sign-in.disabled": {
    status: 403,
    zh: "账号已停用，请联系安全管理员。",
    en: "This account is disabled. Ask the security administrator.",
  },
  "csrf.missing": {
    status: 403,
    zh: "请求缺少有效的 x-csrf-token 标头。请把 saihan_csrf Cookie 的值原样带上。",
    en: "The x-csrf-token header is missing or wrong. Repeat the value of the saihan_csrf cookie.",
  },
  "access.role": {
    status: 403,
    zh: "您的角色不能办理此事项。需要：{roles}。",
    en: "Your role may not do this. Needed: {roles}.",
  },
  "access.place": {
    status: 403,
    zh: "“{place}”不在您的管辖范围内。",
    en: "“{place}” is outside your territory.",
  },
  "not-found": {
    status: 404,
    zh: "找不到{what}，或不在您的管辖范围内。",
    en: "{what} does not exist or is outside your territory.",
  },
  "route.unknown": { status: 404, zh: "没有这个地址：{path}。", en: "There is no such address: {path}." },
  "field.invalid": { status: 422, zh: "{problem}", en: "{problem}" },
  "field.required": { status: 422, zh: "“{label}”必填。", en: "“{label}” is required." },
  "field.unknown": { status: 422, zh: "没有名为“{field}”的字段。", en: "There is no field “{field}”." },
  "field.taken": {
    status: 409,
    zh: "“{label}”已被使用：{value}。请核对，或打开已有的那一条。",
    en: "“{label}” is already used: {value}. Check it, or open the existing record.",
  },
  "field.reference": {
    status: 422,
    zh: "“{label}”指向的记录不存在或不在您的管辖范围内。",
    en: "The record that “{label}” points to does not exist or is outside your territory.",
  },
  "version.missing": {
    status: 428,
    zh: "修改须带 baseVersion（打开时看到的版本号）。",
    en: "A change needs baseVersion, the version that you opened.",
  },
  "version.conflict": {
    status: 409,
    zh: "这条记录已被 {who} 于 {at} 改为第 {current} 版，您基于第 {base} 版。请对照后再提交。",
    en: "{who} changed this to version {current} at {at}; yours is based on version {base}. Compare, then submit again.",
  },
  "reason.required": { status: 422, zh: "修改须说明原因。", en: "A change needs a reason." },
  "idempotency.reused": {
    status: 422,
    zh: "同一个 idempotency-key 已用于另一项内容不同的请求。请换一个新的。",
    en: "This idempotency-key was used for a different request. Use a new one.",
  },
  "query.unknown": {
    status: 400,
    zh: "没有名为“{name}”的查询参数。",
    en: "There is no query parameter “{name}”.",
  },
  "query.invalid": {
    status: 400,
    zh: "查询参数“{name}”无效，应为：{expected}。",
    en: "The query parameter “{name}” is not valid; expected: {expected}.",
  },
  "period.invalid": {
    status: 422,
    zh: "时段不成立：from 须早于 to，格式为带时区的 ISO 8601，如 2026-11-23T00:00:00+08:00。",
    en: "The period is not valid: from must be before to, both ISO 8601 with offset, e.g. 2026-11-23T00:00:00+08:00.",
  },
  "period.taken": {
    status: 409,
    zh: "“{label}”相同的另一条记录在此期间有效。请先让它失效，或调整生效与失效日期。",
    en: "Another record with the same “{label}” holds during this period. End that one first, or change the dates.",
  },
  "period.long": { status: 422, zh: "时段最长 {days} 天，请缩短。", en: "A period may be {days} days at most." },
  "device.offline": {
    status: 409,
    zh: "设备 {mn} 当前未连接，请求无法送达。请在设备上线后再试。",
    en: "Device {mn} is not connected; the request cannot reach it. Try again when it is online.",
  },
  "case.transition": {
    status: 409,
    zh: "“{state}”状态下不能“{act}”。",
    en: "“{act}” is not possible in state “{state}”.",
  },
  "case.closed": { status: 409, zh: "已办结，不能再操作。", en: "Closed; nothing more can be done." },
  "case.guard": { status: 409, zh: "{problem}", en: "{problem}" },
  "case.four-eyes": {
    status: 403,
    zh: "您已办理{acts}，此项须由他人办理。",
    en: "You did {acts}; somebody else must do this.",
  },
  "case.evidence": {
    status: 409,
    zh: "证据不足：须有{needed}，现有 {count} 份。请先在“证据”中补充。",
    en: "Evidence is missing: {needed} needed, {count} there. Add it under “Evidence”.",
  },
  "case.papers": {
    status: 409,
    zh: "还缺已签发的文书：{papers}。请先在“文书”中签发。",
    en: "Papers must be issued first: {papers}. Issue them under “Papers”.",
  },
  "case.gate": { status: 409, zh: "{problem}", en: "{problem}" },
  "case.children": {
    status: 409,
    zh: "尚有 {count} 件子案未办结：{numbers}。",
    en: "{count} sub-cases are still open: {numbers}.",
  },
  "case.asked": {
    status: 409,
    zh: "已请{organ}{what}，不必重复。如须更换，请先撤回。",
    en: "{organ} was asked already ({what}). Withdraw that first.",
  },
  "case.supervised": {
    status: 409,
    zh: "已由{organ}督办，不必重复。",
    en: "{organ} supervises this already.",
  },
  "case.not-supervised": { status: 409, zh: "该办件未在督办。", en: "This case is not supervised." },
  "clock.fixed": { status: 409, zh: "这个时限不能延长。", en: "This clock cannot be lengthened." },
  "clock.over": {
    status: 409,
    zh: "时限已到期，不能再延长。延期须在到期之前申请。",
    en: "The term is over; more time must be asked for before it ends.",
  },
  "clock.asked": {
    status: 409,
    zh: "已有一项延期申请待批准。",
    en: "A request for more time is waiting already.",
  },
  "clock.cap": {
    status: 422,
    zh: "累计最多延长 {cap}，已延长 {used}，还可延长 {left}。",
    en: "{cap} may be granted in all, {used} were; {left} are left.",
  },
  "paper.fixed": {
    status: 409,
    zh: "“{state}”的公文不能再修改文字。未编号的可先撤回；已编号的请另行起草更正或撤销的公文。",
    en: "The words of a paper in state “{state}” stand. Take it back before it is numbered; afterwards draft one that corrects or revokes it.",
  },
  "paper.four-eyes": {
    status: 403,
    zh: "拟稿人不能{act}自己的公文，请由他人办理。",
    en: "{act}: not by the drafter of the paper. Somebody else must do it.",
  },
  "paper.turn": {
    status: 409,
    zh: "传阅尚未轮到您，当前应由{who}阅。",
    en: "It is not your turn to read; it is with {who}.",
  },
  "paper.no-scan": { status: 409, zh: "这件收文没有扫描件。", en: "This incoming paper has no scan." },
  "seal.keeper": {
    status: 403,
    zh: "“{seal}”由{keeper}保管，只能由保管人用印。",
    en: "“{seal}” is kept by {keeper}; only its keeper may use it.",
  },
  "seal.expired": {
    status: 409,
    zh: "“{seal}”不在有效期内，不能使用。",
    en: "“{seal}” is not valid today and may not be used.",
  },
  "password.weak": {
    status: 422,
    zh: "密码至少 10 位，并含字母和数字。",
    en: "A password needs at least 10 characters with letters and digits.",
  },
  "grant.conflict": {
    status: 409,
    zh: "系统、安全、审计三员不得由一人兼任。",
    en: "System, security and audit administrator may not be one person.",
  },
  "delegation.none": {
    status: 403,
    zh: "您没有代为办理的有效授权，或授权已到期。请切换回本人身份。",
    en: "Nobody lets you act in that name now. Switch back to your own.",
  },
  "delegation.chain": {
    status: 403,
    zh: "代他人办理时不能再委托，也不能修改账号。请切换回本人身份。",
    en: "While you act in another's name you may not delegate or change accounts. Switch back to your own.",
  },
  "signature.password": {
    status: 422,
    zh: "密码不正确，未签名。",
    en: "The password is wrong; nothing was signed.",
  },
  "signature.strong": {
    status: 409,
    zh: "尚未接入 UKey 或电子签章服务，不能强签名。",
    en: "No UKey or seal service is connected; a strong signature is not possible.",
  },
  "signature.none": { status: 409, zh: "该事项还没有签名可以导出。", en: "There is no signature to export yet." },
  "signature.twice": {
    status: 409,
    zh: "您已签过这一版（{at}），无需重复。",
    en: "You signed this version already ({at}).",
  },
  "signature.object": {
    status: 422,
    zh: "该事项不能在此签名。",
    en: "This cannot be signed here.",
  },
  "evidence.twice": {
    status: 409,
    zh: "这份文件已作为证据 {exhibit} 提交过，无需重复。",
    en: "This file was brought before, as exhibit {exhibit}.",
  },
  "evidence.none": { status: 409, zh: "还没有证据可以导出。", en: "There is no evidence to export yet." },
  "evidence.withdrawn": { status: 409, zh: "该证据已撤回，不能再操作。", en: "This exhibit was withdrawn." },
  "evidence.others": {
    status: 403,
    zh: "该证据不是本单位提交的，不能由您办理此操作。",
    en: "This exhibit was brought by another organ; you may not do this with it.",
  },
  "evidence.covered": {
    status: 409,
    zh: "该证据有遮盖件，请披露遮盖件。",
    en: "This exhibit has a redacted copy; disclose that one.",
  },
  "storage.full": {
    status: 507,
    zh: "服务器磁盘空间不足，未保存此文件。已上传的部分会保留，请联系系统管理员清理后继续。",
    en: "The server's disk is full; the file was not stored. What arrived is kept: ask the system administrator for room, then go on.",
  },
  "file.bytes": {
    status: 422,
    zh: "文件内容须以 application/octet-stream 发送。",
    en: "Send the content of a file as application/octet-stream.",
  },
  "file.hash": {
    status: 422,
    zh: "收到的内容与所称的 SM3 不符，已丢弃。请从头重新上传。",
    en: "What arrived does not have the SM3 that was said; it was thrown away. Upload it again from the beginning.",
  },
  "file.missing": {
    status: 409,
    zh: "文件尚未上传完成，或您没有上传过它。请先上传，再提交。",
    en: "The file has not arrived, or you did not bring it. Upload it first.",
  },
  "file.type": {
    status: 422,
    zh: "不接收这种文件。可用：JPEG、PNG、WebP、HEIC、TIFF 图片，PDF、OFD、Word、Excel 文档，MP4、MOV 视频，MP3、M4A、WAV 录音，ZIP，纯文本。",
    en: "Files of this type are not taken. Use JPEG, PNG, WebP, HEIC or TIFF, PDF, OFD, Word or Excel, MP4 or MOV, MP3, M4A or WAV, ZIP or plain text.",
  },
  "import.unreadable": { status: 422, zh: "{problem}", en: "{problem}" },
  "import.columns": {
    status: 422,
    zh: "列对应与文件不符：{problem}",
    en: "The matching of columns does not fit the file: {problem}",
  },
  "import.datum": {
    status: 422,
    zh: "请说明坐标系：{problem}",
    en: "Say the coordinate system: {problem}",
  },
  "import.busy": {
    status: 409,
    zh: "这次导入正在处理，请等它完成。",
    en: "This import is being worked on; wait for it.",
  },
  "import.not-ready": {
    status: 409,
    zh: "这次导入还没有检查完，或已经写入。请先检查再提交。",
    en: "This import has not been checked, or is written already.",
  },
  "import.bad-rows": {
    status: 409,
    zh: "有 {bad} 行不合格，未写入任何内容。改好文件重新导入，或选择“只写入合格的行”。",
    en: "{bad} rows are bad; nothing was written. Correct the file, or choose to store the good rows only.",
  },
  "import.stale": {
    status: 409,
    zh: "预览之后数据有变动，未写入任何内容。请重新检查。",
    en: "Rows changed since the preview; nothing was written. Check again.",
  },
  "import.not-committed": {
    status: 409,
    zh: "只有已写入且未撤销的导入可以撤销。",
    en: "Only an import that was written, and not undone, can be undone.",
  },
  "transfer.open": {
    status: 409,
    zh: "本案已有一项尚未答复的移交。请等待答复，或先撤回。",
    en: "An offer of this case still waits for its answer. Wait for it, or withdraw it first.",
  },
  "transfer.state": {
    status: 409,
    zh: "此项移交“{state}”，不能再这样办理。",
    en: "This transfer is “{state}”; that is no longer possible.",
  },
  "transfer.receiver": {
    status: 403,
    zh: "只有接收单位“{organ}”可以答复。",
    en: "Only the receiver, “{organ}”, may answer.",
  },
  "guest.gone": {
    status: 404,
    zh: "链接不存在或已失效。请向移出单位索取新的链接和验证码。",
    en: "This link does not exist or is no longer valid. Ask the sender for a new link and code.",
  },
  "guest.code": {
    status: 403,
    zh: "验证码不正确，还可再试 {left} 次。",
    en: "The code is wrong; {left} tries are left.",
  },
  "guest.locked": {
    status: 429,
    zh: "验证码连续输错，链接已锁定。请向移出单位索取新的链接和验证码。",
    en: "The code was wrong too often and the link is locked. Ask the sender for a new link and code.",
  },
  "guest.code-needed": { status: 401, zh: "请先输入验证码。", en: "Enter the code first." },
  "publication.over": {
    status: 409,
    zh: "公示期已满，或公示已结束、已撤下，不再接收异议。",
    en: "The days of this publication are over, or it has ended or was withdrawn; objections are no longer taken.",
  },
  "merge.same": { status: 422, zh: "两边是同一条记录。", en: "Both sides are the same record." },
  "merge.changed": {
    status: 409,
    zh: "打开之后有人修改过其中一条，未合并。请刷新后重新对照。",
    en: "One of them was changed since you opened it; nothing was merged. Reload and compare again.",
  },
  "merge.clash": {
    status: 409,
    zh: "两边有编号相同的{noun}，合并后会重号，未合并。请先改其中一条的编号或停用它。",
    en: "Both have a {noun} of the same number; nothing was merged. Renumber or retire one of them first.",
  },
  "merge.undone": { status: 409, zh: "这次合并已经撤销。", en: "This merge was undone already." },
  "too-large": { status: 413, zh: "内容过大，上限 {limit}。", en: "Too large; the limit is {limit}." },
  "too-many": { status: 429, zh: "请求过于频繁，请 {seconds} 秒后再试。", en: "Too many requests; wait {seconds} s." },
  starting: { status: 503, zh: "平台正在启动，请稍候。", en: "The platform is starting." },
  "engine.unavailable": {
    status: 503,
    zh: "数据引擎暂时不可用，未保存任何内容，请稍后重试。",
    en: "The data engine is unavailable; nothing was stored. Try again shortly.",
  },
} as const satisfies Record<string, Title & { status: number }>;
