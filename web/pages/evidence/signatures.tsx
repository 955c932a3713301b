import { Button, Form, Input } from "antd";
import { useState } from "react";
import type { Signature, Signatures as SignaturesReply, Signed } from "#kernel/signature/contract.ts";
import { fingerprint, methods } from "#kernel/signature/signed-text.ts";
import { timeText } from "#kernel/view/format.ts";
import { language, t } from "#kernel/view/language.view.tsx";
import { ProblemNote } from "#kernel/view/problem-note.view.tsx";
import { RowSkeleton } from "#kernel/view/waiting.view.tsx";
import { send, useGet, useSend } from "../../api.ts";
import { FormDrawer, mustFill, useOnceKey } from "../work/form-drawer.tsx";
import { SignForm } from "./sign-form.tsx";
import "./signatures.css";

/** Who signed which version and whether it holds; whoever may sign finds the button. `object` is "<kind>/<id>". */
export function Signatures({ object }: Readonly<{ object: string }>) {
  const answer = useGet<SignaturesReply>("/signatures", { object });
  const [signing, setSigning] = useState(false);
  const [told, setTold] = useState<Signed["keyMade"]>(null);
  const [revoking, setRevoking] = useState<Signature | null>(null);
  if (answer.error) return <ProblemNote error={answer.error} onRetry={() => void answer.refetch()} />;
  if (!answer.data) return <RowSkeleton rows={3} />;
  const { items, signable } = answer.data;
  return (
    <div className="signatures">
      {told && <p className="signature-told">{keyWords(told)}</p>}
      {items.length === 0 ? (
        <p className="quiet">{t("还没有人签名。", "Nobody has signed yet.")}</p>
      ) : (
        <ul>
          {items.map((item) => (
            <SignatureLine key={item.id} item={item} onRevoke={() => setRevoking(item)} />
          ))}
        </ul>
      )}
      <div className="signature-acts">
        {signable?.open && <Button onClick={() => setSigning(true)}>{t("签名", "Sign")}</Button>}
        {items.length > 0 && (
          <Button type="link" href={`/api/v1/signatures/package?object=${encodeURIComponent(object)}`}>
            {t("导出签名包（可离线核验）", "Export for offline proof")}
          </Button>
        )}
      </div>
      {signing && signable && (
        <SignForm
          object={object}
          version={signable.version}
          title={signable.title}
          strong={answer.data.strong}
          onSigned={(signed) => setTold(signed.keyMade)}
          onClose={() => setSigning(false)}
        />
      )}
      {revoking && <RevokeForm item={revoking} onClose={() => setRevoking(null)} />}
    </div>
  );
}

const keyWords = (made: "new" | "renewed"): string =>
  made === "new"
    ? t("已为您生成签名密钥，由您的登录密码封存。", "A signing key was made for you, sealed by your password.")
    : t(
        "您的密码曾由管理员重设，旧签名密钥无法再启用，已停用并换成新密钥。以前的签名仍然有效。",
        "An administrator had set your password: the former key was revoked and a new one made. Earlier signatures still hold.",
      );

type SignatureLineProps = Readonly<{ item: Signature; onRevoke: () => void }>;

function SignatureLine({ item, onRevoke }: SignatureLineProps) {
  const { verdict, revoked } = item;
  const bad = !verdict.holds || verdict.content === "changed";
  return (
    <li className={revoked ? "signature revoked" : "signature"}>
      <div className="signature-head">
        <strong>{item.signer.name}</strong>
        <span>{[item.capacity, item.organ].filter(Boolean).join(" · ")}</span>
        <time dateTime={item.at}>{timeText(item.at)}</time>
      </div>
      <p className={bad ? "signature-verdict bad" : "signature-verdict"}>
        {language() === "zh" ? verdict.zh : verdict.en}
      </p>
      <p className="quiet">
        {t(`第 ${item.version} 版`, `Version ${item.version}`)} · {t(methods[item.method])} · {t("公钥", "key")}{" "}
        <code>{fingerprint(item.publicKey)}…</code>
      </p>
      {revoked && (
        <p className="signature-verdict bad">
          {t("已撤销", "Revoked")} {timeText(revoked.at)}：{revoked.reason}
        </p>
      )}
      {item.mayRevoke && (
        <Button type="link" size="small" onClick={onRevoke}>
          {t("撤销我的签名", "Revoke my signature")}
        </Button>
      )}
    </li>
  );
}

function RevokeForm({ item, onClose }: Readonly<{ item: Signature; onClose: () => void }>) {
  const key = useOnceKey();
  const revoke = useSend(
    (body: { reason: string }) =>
      send("POST", `/signatures/${item.id}/revocation`, body, { idempotencyKey: key(body) }),
    { stale: ["/signatures"] },
  );
  const title = t("撤销理由", "Reason");
  return (
    <FormDrawer<{ reason: string }>
      title={t("撤销我的签名", "Revoke my signature")}
      intro={t("签名记录保留并标明已撤销及理由。", "The signature stays, marked as revoked, with the reason.")}
      submit={t("撤销签名", "Revoke")}
      danger
      titles={{ reason: title }}
      onSubmit={(values) => revoke.mutateAsync(values)}
      onClose={onClose}
    >
      <Form.Item name="reason" label={title} rules={[mustFill(title)]} required>
        <Input.TextArea autoSize={{ minRows: 3, maxRows: 8 }} maxLength={500} showCount />
      </Form.Item>
    </FormDrawer>
  );
}
