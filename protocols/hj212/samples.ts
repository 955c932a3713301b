/**
 * Sample frames of HJ 212, without their CR LF.
 *
 * published: frame as published, length and check right. derived: published data segment, with length and check
 * computed. wrong-check: frame as published, whose printed check is wrong. encrypted: the frame before it with its data
 * area encrypted by SM4 (ECB, key 16 × 0x30) in the printed notation of HJ 212-2025 A.2; length and check are those of
 * the plain text.
 *
 * Oddities of the sources are kept: a missing `;` before CP, `,` for `;`, a factor code without its first letter.
 */
export type SampleKind = "published" | "derived" | "wrong-check" | "encrypted";
export type Sample = { kind: SampleKind; about: string; source: string; frame: string };

const annexC = "HJ 212-2017 annex C, data segment; length and check computed";

export const samples: readonly Sample[] = [
  {
    kind: "published",
    about: "Flag=5 request, set real-time interval; the prose of the standard misprints the CRC as 1C08",
    source: "HJ 212-2017 Annex A (copy: caoyiliang/HJ212, PDF p.20)",
    frame:
      "##0101QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=010000A8900016F000169DC0;Flag=5;CP=&&RtdInterval=30&&1C80",
  },
  {
    kind: "wrong-check",
    about: "2005 style, no QN/Flag; printed CRC 4980, right CRC 3C00",
    source: "xiaoyao9184/hj-t212-parser hj-t212-parser/src/test/java/com/xy/format/hbt212/core/T212ParserTest.java",
    frame:
      "##0136ST=32;CN=2011;PW=123456;MN=LD130133000015;CP=&&DataTime=20160824003817;B01-Rtd=36.91;011-Rtd=231.0,011-Flag=N;060-Rtd=1.803,060-Flag=N&&4980",
  },
  {
    kind: "published",
    about: "2005 style, no QN/Flag; PW=000000, lower-case CRC",
    source: "xiaoyao9184/hj-t212-parser hj-t212-parser/src/test/java/com/xy/format/hbt212/core/T212ParserTest.java:38",
    frame:
      "##0136ST=32;CN=2011;PW=000000;MN=LD130133000015;CP=&&DataTime=20160824003817;011-Rtd=231.0,011-Flag=N;B01-Rtd=36.91;060-Rtd=1.803,060-Flag=N&&1dc0",
  },
  {
    kind: "published",
    about: "surface water ST=21, Flag=8 in 2021, 14-char MN, lower-case CRC",
    source: "chenqi92/alltobs-hj212 README.md:49",
    frame:
      "##0435QN=20210301111100112;ST=21;CN=2011;PW=123456;MN=ZLDSZ20210127;Flag=8;CP=&&DataTime=20210301111100;w01001-Rtd=8.33,w01001-Flag=N;w01009-Rtd=10.15,w01009-Flag=N;w01010-Rtd=9.7,w01010-Flag=N;w01014-Rtd=1425,w01014-Flag=N;w01003-Rtd=13.10,w01003-Flag=N;w21011-Rtd=0,w21011-Flag=N;w21001-Rtd=3.563168,w21001-Flag=N;w21003-Rtd=0.09055002,w21003-Flag=N;w01019-Rtd=4.102818,w01019-Flag=N;w01008-Rtd=0,w01008-Flag=N;w23002-Rtd=0,w23002-Flag=N&&7d00",
  },
  {
    kind: "wrong-check",
    about: "ST=32 with air factors and a non-standard code O3; printed CRC 1100, right CRC 2D00",
    source: "guocay/hj212-protocol protocol/src/test/java/com/github/guocay/hj212/ApplicationTest.java:27",
    frame:
      "##0275QN=20190901181526940;ST=32;CN=2011;PW=123456;MN=Y80110010000010;Flag=4;CP=&&DataTime=20190901181500;a21005-Rtd=1.760,a21005-Flag=N;a21026-Rtd=106.400,a21026-Flag=N;O3-Rtd=63.400,O3-Flag=N;a21004-Rtd=63.200,a21004-Flag=N;a34002-Rtd=9,a34002-Flag=N;a34004-Rtd=4,a34004-Flag=N&&1100",
  },
  {
    kind: "wrong-check",
    about: "minute data, PNO before PNUM and no Flag field; printed CRC 2800, right CRC D801",
    source: "guocay/hj212-protocol protocol/src/test/java/com/github/guocay/hj212/ApplicationTest.java:32",
    frame:
      "##0204QN=20191112091100598;ST=31;CN=2051;PW=123456;MN=14513567846884;PNO=0002;PNUM=0002;CP=&&DataTime=20230327090000;a01006-Avg=101.85,a01006-Min=101.84,a01006-Max=101.87,a01006-ValidNum=10,a01006-TotalNum=10&&2800",
  },
  {
    kind: "published",
    about: "described by its publisher as the text example of HJ 212-2025 (Annex A.1)",
    source: "public code (Rust tests), repository unknown",
    frame: "##0087QN=20240601085857223;ST=32;CN=1011;PW=123456;MN=010000A8900016F000169DC0;Flag=9;CP=&&&&2200",
  },
  {
    kind: "derived",
    about: "上位机: 发送“设置超时时间及重发次数”",
    source: annexC,
    frame:
      "##0107QN=20160801085857223;ST=32;CN=1000;PW=123456;MN=010000A8900016F000169DC0;Flag=5;CP=&&OverTime=5;ReCount=3&&CAC1",
  },
  {
    kind: "derived",
    about: "现场机: 返回请求应答",
    source: annexC,
    frame: "##0094QN=20160801085857223;ST=91;CN=9011;PW=123456;MN=010000A8900016F000169DC0;Flag=4;CP=&&QnRtn=1&&1B00",
  },
  {
    kind: "derived",
    about: "现场机: 返回执行结果",
    source: annexC,
    frame: "##0095QN=20160801085857223;ST=91;CN=9012;PW=123456;MN=010000A8900016F000169DC0;Flag=4;CP=&&ExeRtn=1&&6240",
  },
  {
    kind: "derived",
    about: "上位机: 发送“提取现场机时间”",
    source: annexC,
    frame:
      "##0099QN=20160801085857223;ST=32;CN=1011;PW=123456;MN=010000A8900016F000169DC0;Flag=5;CP=&&PolId=w01018&&5A00",
  },
  {
    kind: "derived",
    about: "现场机: 发送“提取现场机时间”响应",
    source: annexC,
    frame:
      "##0125QN=20160801085857223;ST=32;CN=1011;PW=123456;MN=010000A8900016F000169DC0;Flag=4;CP=&&PolId=w01018;SystemTime=20160801085857&&3740",
  },
  {
    kind: "derived",
    about: "上位机: 发送“设置现场机时间”",
    source: annexC,
    frame:
      "##0125QN=20160801085857223;ST=32;CN=1012;PW=123456;MN=010000A8900016F000169DC0;Flag=5;CP=&&PolId=w01018;SystemTime=20160801085857&&0880",
  },
  {
    kind: "derived",
    about: "现场机: 发送“现场机时间校准请求”通知命令",
    source: annexC,
    frame:
      "##0099QN=20160801085857223;ST=32;CN=1013;PW=123456;MN=010000A8900016F000169DC0;Flag=5;CP=&&PolId=w01018&&CAC1",
  },
  {
    kind: "derived",
    about: "上位机: 返回请求应答",
    source: annexC,
    frame: "##0087QN=20160801085857223;ST=91;CN=9013;PW=123456;MN=010000A8900016F000169DC0;Flag=4;CP=&&&&2A80",
  },
  {
    kind: "derived",
    about: "上位机: 发送“提取实时数据间隔”",
    source: annexC,
    frame: "##0087QN=20160801085857223;ST=32;CN=1061;PW=123456;MN=010000A8900016F000169DC0;Flag=5;CP=&&&&3B80",
  },
  {
    kind: "derived",
    about: "现场机: 发送“提取实时数据间隔”响应",
    source: annexC,
    frame:
      "##0101QN=20160801085857223;ST=32;CN=1061;PW=123456;MN=010000A8900016F000169DC0;Flag=4;CP=&&RtdInterval=30&&7BC0",
  },
  {
    kind: "derived",
    about: "上位机: 发送“设置实时数据间隔”",
    source: annexC,
    frame:
      "##0101QN=20160801085857223;ST=32;CN=1062;PW=123456;MN=010000A8900016F000169DC0;Flag=5;CP=&&RtdInterval=30&&4400",
  },
  {
    kind: "derived",
    about: "上位机: 发送“提取分钟数据间隔”请求",
    source: annexC,
    frame: "##0087QN=20160801085857223;ST=32;CN=1063;PW=123456;MN=010000A8900016F000169DC0;Flag=5;CP=&&&&3240",
  },
  {
    kind: "derived",
    about: "现场机: 返回“提取分钟数据间隔”响应",
    source: annexC,
    frame:
      "##0101QN=20160801085857223;ST=32;CN=1063;PW=123456;MN=010000A8900016F000169DC0;Flag=4;CP=&&MinInterval=10&&6840",
  },
  {
    kind: "derived",
    about: "上位机: 发送“设置分钟数据间隔”请求",
    source: annexC,
    frame:
      "##0101QN=20160801085857223;ST=32;CN=1064;PW=123456;MN=010000A8900016F000169DC0;Flag=5;CP=&&MinInterval=10&&1680",
  },
  {
    kind: "derived",
    about: "上位机: 发送“设置现场机访问密码”请求",
    source: annexC,
    frame:
      "##0099QN=20160801085857223;ST=32;CN=1072;PW=123456;MN=010000A8900016F000169DC0;Flag=5;CP=&&NewPW=654321&&3B80",
  },
  {
    kind: "derived",
    about: "上位机: 发送“取污染物实时数据”请求",
    source: annexC,
    frame: "##0087QN=20160801085857223;ST=32;CN=2011;PW=123456;MN=010000A8900016F000169DC0;Flag=5;CP=&&&&30C0",
  },
  {
    kind: "derived",
    about: "上位机: 发送“停止察看污染物实时数据”通知命令",
    source: annexC,
    frame: "##0087QN=20160801085857223;ST=32;CN=2012;PW=123456;MN=010000A8900016F000169DC0;Flag=5;CP=&&&&3C00",
  },
  {
    kind: "derived",
    about: "上位机: 发送“取设备运行状态数据”请求",
    source: annexC,
    frame: "##0087QN=20160801085857223;ST=32;CN=2021;PW=123456;MN=010000A8900016F000169DC0;Flag=5;CP=&&&&35C0",
  },
  {
    kind: "derived",
    about: "上位机: 发送“停止察看设备运行状态”通知命令",
    source: annexC,
    frame: "##0087QN=20160801085857223;ST=32;CN=2022;PW=123456;MN=010000A8900016F000169DC0;Flag=5;CP=&&&&3900",
  },
  {
    kind: "derived",
    about: "现场机: 上传污染物实时数据; '01018-Rtd' transcribed without the leading w",
    source: annexC,
    frame:
      "##0217QN=20160801085857223;ST=32;CN=2011;PW=123456;MN=010000A8900016F000169DC0;Flag=5;CP=&&DataTime=20160801085857;w01001-Rtd=7.1,w01001-Flag=N;w01018-SampleTime=20160801070000,01018-Rtd=2.2,w01018-Flag=N,w01018-EFlag=A01&&0280",
  },
  {
    kind: "derived",
    about: "上位机: 返回数据应答",
    source: annexC,
    frame: "##0087QN=20160801085857223;ST=91;CN=9014;PW=123456;MN=010000A8900016F000169DC0;Flag=4;CP=&&&&3240",
  },
  {
    kind: "derived",
    about: "现场机: 上传设备运行状态数据",
    source: annexC,
    frame:
      "##0128QN=20160801085857223;ST=32;CN=2021;PW=123456;MN=010000A8900016F000169DC0;Flag=5;CP=&&DataTime=20160801085857;SB1-RS=1;SB2-RS=0&&F141",
  },
  {
    kind: "derived",
    about: "现场机: 上传污染物分钟数据",
    source: annexC,
    frame:
      "##0325QN=20160801085000001;ST=32;CN=2051;PW=123456;MN=010000A8900016F000169DC0;Flag=5;CP=&&DataTime=20160801084000;w00000-Cou=10.5,w00000-Min=16.4,w00000-Avg=17.5,w00000-Max=20.1,w00000-Flag=N;w01001-Min=7.1,w01001-Avg=7.5,w01001-Max=7.8,w01001-Flag=N;w01018-Cou=10.5,w01018-Min=40.1,w01018-Avg=40.1,w01018-Max=40.1,w01018-Flag=N&&6180",
  },
  {
    kind: "derived",
    about: "上位机: 返回数据应答",
    source: annexC,
    frame: "##0087QN=20160801085000001;ST=91;CN=9014;PW=123456;MN=010000A8900016F000169DC0;Flag=4;CP=&&&&C241",
  },
  {
    kind: "derived",
    about: "现场机: 上传污染物小时数据",
    source: annexC,
    frame:
      "##0325QN=20160801090000001;ST=32;CN=2061;PW=123456;MN=010000A8900016F000169DC0;Flag=5;CP=&&DataTime=20160801080000;w00000-Cou=63.0,w00000-Min=16.4,w00000-Avg=17.5,w00000-Max=20.1,w00000-Flag=N;w01001-Min=7.1,w01001-Avg=7.5,w01001-Max=7.8,w01001-Flag=N;w01018-Cou=63.0,w01018-Min=40.1,w01018-Avg=40.1,w01018-Max=40.1,w01018-Flag=N&&B7C1",
  },
  {
    kind: "derived",
    about: "上位机: 返回数据应答",
    source: annexC,
    frame: "##0087QN=20160801090000001;ST=91;CN=9014;PW=123456;MN=010000A8900016F000169DC0;Flag=4;CP=&&&&FF01",
  },
  {
    kind: "derived",
    about: "现场机: 上传污染物日历史数据",
    source: annexC,
    frame:
      "##0329QN=20160802000000001;ST=32;CN=2031;PW=123456;MN=010000A8900016F000169DC0;Flag=5;CP=&&DataTime=20160801000000;w00000-Cou=1512.0,w00000-Min=16.4,w00000-Avg=17.5,w00000-Max=20.1,w00000-Flag=N;w01001-Min=7.1,w01001-Avg=7.5,w01001-Max=7.8,w01001-Flag=N;w01018-Cou=2142.0,w01018-Min=40.1,w01018-Avg=40.1,w01018-Max=40.1,w01018-Flag=N&&F781",
  },
  {
    kind: "derived",
    about: "上位机: 返回数据应答",
    source: annexC,
    frame: "##0087QN=20160802000000001;ST=91;CN=9014;PW=123456;MN=010000A8900016F000169DC0;Flag=4;CP=&&&&2F80",
  },
  {
    kind: "derived",
    about: "现场机: 上传设备运行时间日历史数据; transcribed without ';' before CP",
    source: annexC,
    frame:
      "##0131QN=20160802000000001;ST=32;CN=2041;PW=123456;MN=010000A8900016F000169DC0;Flag=5CP=&&DataTime=20160801000000;SB1-RT=1.1;SB2-RT=2.1&&8EC1",
  },
  {
    kind: "derived",
    about: "上位机: 发送“取污染物分钟历史数据”请求",
    source: annexC,
    frame:
      "##0134QN=20160801085857223;ST=32;CN=2051;PW=123456;MN=010000A8900016F000169DC0;Flag=5;CP=&&BeginTime=20160801084000;EndTime=20160801084000&&56C0",
  },
  {
    kind: "derived",
    about: "现场机: 污染物分钟数据上报",
    source: annexC,
    frame:
      "##0325QN=20160801085857534;ST=32;CN=2051;PW=123456;MN=010000A8900016F000169DC0;Flag=4;CP=&&DataTime=20160801084000;w00000-Cou=10.5,w00000-Min=16.4,w00000-Avg=17.5,w00000-Max=20.1,w00000-Flag=N;w01001-Min=7.1,w01001-Avg=7.5,w01001-Max=7.8,w01001-Flag=N;w01018-Cou=10.5,w01018-Min=40.1,w01018-Avg=40.1,w01018-Max=40.1,w01018-Flag=N&&4DC0",
  },
  {
    kind: "derived",
    about: "上位机: 发送“取污染物小时历史数据”请求",
    source: annexC,
    frame:
      "##0134QN=20160801085857223;ST=32;CN=2061;PW=123456;MN=010000A8900016F000169DC0;Flag=5;CP=&&BeginTime=20160801080000;EndTime=20160801080000&&7EC0",
  },
  {
    kind: "derived",
    about: "现场机: 上传污染物小时数据",
    source: annexC,
    frame:
      "##0325QN=20160801085857534;ST=32;CN=2061;PW=123456;MN=010000A8900016F000169DC0;Flag=4;CP=&&DataTime=20160801080000;w00000-Cou=63.0,w00000-Min=16.4,w00000-Avg=17.5,w00000-Max=20.1,w00000-Flag=N;w01001-Min=7.1,w01001-Avg=7.5,w01001-Max=7.8,w01001-Flag=N;w01018-Cou=63.0,w01018-Min=40.1,w01018-Avg=40.1,w01018-Max=40.1,w01018-Flag=N&&5E40",
  },
  {
    kind: "derived",
    about: "上位机: 发送“取污染物日历史数据”请求",
    source: annexC,
    frame:
      "##0134QN=20160801085857223;ST=32;CN=2031;PW=123456;MN=010000A8900016F000169DC0;Flag=5;CP=&&BeginTime=20160801000000;EndTime=20160801000000&&59C0",
  },
  {
    kind: "derived",
    about: "现场机: 上传污染物日数据",
    source: annexC,
    frame:
      "##0329QN=20160801085857534;ST=32;CN=2031;PW=123456;MN=010000A8900016F000169DC0;Flag=5;CP=&&DataTime=20160801000000;w00000-Cou=1512.0,w00000-Min=16.4,w00000-Avg=17.5,w00000-Max=20.1,w00000-Flag=N;w01001-Min=7.1,w01001-Avg=7.5,w01001-Max=7.8,w01001-Flag=N;w01018-Cou=2142.0,w01018-Min=40.1,w01018-Avg=40.1,w01018-Max=40.1,w01018-Flag=N&&EDC1",
  },
  {
    kind: "derived",
    about: "上位机: 发送“取设备运行时间日历史数据”请求; ',' instead of ';' before EndTime",
    source: annexC,
    frame:
      "##0134QN=20160801085857223;ST=32;CN=2041;PW=123456;MN=010000A8900016F000169DC0;Flag=5;CP=&&BeginTime=20160801000000,EndTime=20160801000000&&4F40",
  },
  {
    kind: "derived",
    about: "现场机: 上传设备运行时间日历史数据",
    source: annexC,
    frame:
      "##0132QN=20160801085857534;ST=32;CN=2041;PW=123456;MN=010000A8900016F000169DC0;Flag=4;CP=&&DataTime=20160801000000;SB1-RT=1.1;SB2-RT=2.1&&B8C1",
  },
  {
    kind: "derived",
    about: "现场机: 上传数采仪开机时间",
    source: annexC,
    frame:
      "##0137QN=20160801085857223;ST=32;CN=2081;PW=123456;MN=010000A8900016F000169DC0;Flag=5;CP=&&DataTime=20160801085857;RestartTime=20160801085624&&9AC1",
  },
  {
    kind: "derived",
    about: "现场机: 上传噪声声级实时数据",
    source: annexC,
    frame:
      "##0122QN=20160801085857223;ST=23;CN=2011;PW=123456;MN=010000A8900016F000169DC0;Flag=5;CP=&&DataTime=20160801085857;LA-Rtd=50.1&&0880",
  },
  {
    kind: "derived",
    about: "现场机: 上传噪声声级分钟历史数据",
    source: annexC,
    frame:
      "##0221QN=20160801085000001;ST=23;CN=2051;PW=123456;MN=010000A8900016F000169DC0;Flag=5;CP=&&DataTime=20160801084000;L5-Data=53.0;L10-Data=53.0;L50-Data=49.0;L90-Data=45.0;L95-Data=43.0;Leq-Data=50.0;LMx-Data=54.0;LMn-Data=42.0&&1DC0",
  },
  {
    kind: "derived",
    about: "现场机: 上传噪声声级小时数据",
    source: annexC,
    frame:
      "##0221QN=20160801090000001;ST=23;CN=2061;PW=123456;MN=010000A8900016F000169DC0;Flag=5;CP=&&DataTime=20160801080000;L5-Data=53.0;L10-Data=53.0;L50-Data=49.0;L90-Data=45.0;L95-Data=43.0;Leq-Data=50.0;LMx-Data=54.0;LMn-Data=42.0&&F9C1",
  },
  {
    kind: "derived",
    about: "现场机: 上传噪声声级日历史数据",
    source: annexC,
    frame:
      "##0505QN=20160802000000001;ST=23;CN=2031;PW=123456;MN=010000A8900016F000169DC0;Flag=5;CP=&&DataTime=20160801000000;L5-Data=53.0;L10-Data=53.0;L50-Data=49.0;L90-Data=45.0;L95-Data=43.0;Ldn-Data=50.0;LMx-Data=54.0;LMn-Data=42.0;L5-DayData=53.0;L10-DayData=53.0;L50-DayData=52.0;L90-DayData=51.0;L95-DayData=50.0;Ld-DayData=52.5;LMx-DayData=54.0;LMn-DayData=45.0;L5-NightData=53.0;L10-NightData=53.0;L50-NightData=52.0;L90-NightData=51.0;L95-NightData=49.0;Ln-NightData=52.5;LMx-NightData=54.0;LMn-NightData=42.0&&9241",
  },
  {
    kind: "derived",
    about: "现场机: 上传工况实时数据; e01001 appears twice",
    source: annexC,
    frame:
      "##0140QN=20160801085857223;ST=52;CN=2011;PW=123456;MN=010000A8900016F000169DC0;Flag=5;CP=&&DataTime=20160801085857;e01001-Rtd=1.1;e01001-Rtd=2.2&&F001",
  },
  {
    kind: "derived",
    about: "上位机: 发送“零点校准量程校准”请求",
    source: annexC,
    frame:
      "##0099QN=20160801085857223;ST=32;CN=3011;PW=123456;MN=010000A8900016F000169DC0;Flag=5;CP=&&PolId=w01018&&47C0",
  },
  {
    kind: "derived",
    about: "上位机: 发送“即时采样”请求",
    source: annexC,
    frame:
      "##0099QN=20160801085857223;ST=32;CN=3012;PW=123456;MN=010000A8900016F000169DC0;Flag=5;CP=&&PolId=w01018&&8701",
  },
  {
    kind: "derived",
    about: "上位机: 发送“启动清洗/反吹”请求",
    source: annexC,
    frame:
      "##0099QN=20160801085857223;ST=32;CN=3013;PW=123456;MN=010000A8900016F000169DC0;Flag=5;CP=&&PolId=w01018&&D701",
  },
  {
    kind: "derived",
    about: "上位机: 发送“比对采样”请求",
    source: annexC,
    frame:
      "##0099QN=20160801085857223;ST=32;CN=3014;PW=123456;MN=010000A8900016F000169DC0;Flag=5;CP=&&PolId=w01018&&4680",
  },
  {
    kind: "derived",
    about: "上位机: 发送“超标留样”请求",
    source: annexC,
    frame: "##0087QN=20160801085857223;ST=32;CN=3015;PW=123456;MN=010000A8900016F000169DC0;Flag=5;CP=&&&&E401",
  },
  {
    kind: "derived",
    about: "现场机: 发送“超标留样”响应",
    source: annexC,
    frame:
      "##0119QN=20160801085857223;ST=32;CN=3015;PW=123456;MN=010000A8900016F000169DC0;Flag=5;CP=&&DataTime=20160801085857;VaseNo=1&&18C0",
  },
  {
    kind: "derived",
    about: "上位机: 发送“设置采样时间周期”请求",
    source: annexC,
    frame:
      "##0125QN=20160801085857223;ST=32;CN=3016;PW=123456;MN=010000A8900016F000169DC0;Flag=5;CP=&&PolId=w01018;CstartTime=000000;CTime=2&&D801",
  },
  {
    kind: "derived",
    about: "上位机: 发送“提取采样时间周期”请求",
    source: annexC,
    frame:
      "##0099QN=20160801085857223;ST=32;CN=3017;PW=123456;MN=010000A8900016F000169DC0;Flag=5;CP=&&PolId=w01018&&8641",
  },
  {
    kind: "derived",
    about: "现场机: 发送“提取采样时间周期”响应",
    source: annexC,
    frame:
      "##0125QN=20160801085857223;ST=32;CN=3017;PW=123456;MN=010000A8900016F000169DC0;Flag=4;CP=&&PolId=w01018;CstartTime=000000;CTime=2&&CAC1",
  },
  {
    kind: "derived",
    about: "上位机: 发送“提取出样时间”请求",
    source: annexC,
    frame:
      "##0099QN=20160801085857223;ST=32;CN=3018;PW=123456;MN=010000A8900016F000169DC0;Flag=5;CP=&&PolId=w01018&&4540",
  },
  {
    kind: "derived",
    about: "现场机: 发送“提取出样时间”响应",
    source: annexC,
    frame:
      "##0108QN=20160801085857223;ST=32;CN=3018;PW=123456;MN=010000A8900016F000169DC0;Flag=4;CP=&&PolId=w01018;Stime=40&&4540",
  },
  {
    kind: "derived",
    about: "上位机: 发送“提取设备唯一标识”请求",
    source: annexC,
    frame:
      "##0099QN=20160801085857223;ST=32;CN=3019;PW=123456;MN=010000A8900016F000169DC0;Flag=5;CP=&&PolId=w01018&&1540",
  },
  {
    kind: "derived",
    about: "现场机: 发送“提取设备唯一标识”响应",
    source: annexC,
    frame:
      "##0134QN=20160801085857223;ST=32;CN=3019;PW=123456;MN=010000A8900016F000169DC0;Flag=4;CP=&&PolId=w01018;w01018-SN=010000A8900016F000169DC1&&6E80",
  },
  {
    kind: "derived",
    about: "现场机: 上传设备唯一标识",
    source: annexC,
    frame:
      "##0158QN=20160801085857223;ST=32;CN=3019;PW=123456;MN=010000A8900016F000169DC0;Flag=5;CP=&&DataTime=20160801085857;PolId=w01018;w01018-SN=010000A8900016F000169DC1&&E8C1",
  },
  {
    kind: "derived",
    about: "现场机: 上传现场机信息（日志）",
    source: annexC,
    frame:
      "##0152QN=20160801085857223;ST=32;CN=3020;PW=123456;MN=010000A8900016F000169DC0;Flag=5;CP=&&DataTime=20100301145000;PolId=w01018;i11001-Info=//清洗管路//&&9741",
  },
  {
    kind: "derived",
    about: "上位机: 发送“提取现场机信息”请求; ',' instead of ';' before EndTime",
    source: annexC,
    frame:
      "##0161QN=20160801085857223;ST=32;CN=3020;PW=123456;MN=010000A8900016F000169DC0;Flag=5;CP=&&PolId=w01018;InfoId=i11001;BeginTime=20160801010522,EndTime=20160801085857&&1980",
  },
  {
    kind: "derived",
    about: "现场机: 上传现场机信息",
    source: annexC,
    frame:
      "##0152QN=20160801085857334;ST=32;CN=3020;PW=123456;MN=010000A8900016F000169DC0;Flag=4;CP=&&DataTime=20160801062035;PolId=w01018;i11001-Info=//清洗管路//&&3E80",
  },
  {
    kind: "derived",
    about: "现场机: 上传现场机信息",
    source: annexC,
    frame:
      "##0152QN=20160801085857335;ST=32;CN=3020;PW=123456;MN=010000A8900016F000169DC0;Flag=4;CP=&&DataTime=20160801082857;PolId=w01018;i11001-Info=//时间校准//&&3C00",
  },
  {
    kind: "derived",
    about: "现场机: 上传现场机信息（状态）",
    source: annexC,
    frame:
      "##0151QN=20160801085857223;ST=32;CN=3020;PW=123456;MN=010000A8900016F000169DC0;Flag=5;CP=&&DataTime=20100301145000;PolId=w01018;i12001-Info=1;i12003-Info=0&&7080",
  },
  {
    kind: "derived",
    about: "上位机: 发送“提取现场机信息”请求",
    source: annexC,
    frame:
      "##0113QN=20160801085857223;ST=32;CN=3020;PW=123456;MN=010000A8900016F000169DC0;Flag=5;CP=&&PolId=w01018;InfoId=i12001&&1040",
  },
  {
    kind: "derived",
    about: "现场机: 返回请求应答",
    source: annexC,
    frame: "##0094QN=20101110010101001;ST=91;CN=9011;PW=123456;MN=010000A8900016F000169DC0;Flag=4;CP=&&QnRtn=1&&6B80",
  },
  {
    kind: "derived",
    about: "现场机: 发送“提取现场机信息”响应",
    source: annexC,
    frame:
      "##0137QN=20160801085857223;ST=32;CN=3020;PW=123456;MN=010000A8900016F000169DC0;Flag=4;CP=&&DataTime=20100301145000;PolId=w01018;i12001-Info=1&&7EC0",
  },
  {
    kind: "derived",
    about: "现场机: 上传现场机信息",
    source: annexC,
    frame:
      "##0156QN=20160801085857223;ST=32;CN=3020;PW=123456;MN=010000A8900016F000169DC0;Flag=5;CP=&&DataTime=20160801085857;PolId=w01018;i13004-Info=168.0;i13005-Info=40&&7640",
  },
  {
    kind: "derived",
    about: "上位机: 发送“提取现场机信息”请求",
    source: annexC,
    frame:
      "##0113QN=20160801085857223;ST=32;CN=3020;PW=123456;MN=010000A8900016F000169DC0;Flag=5;CP=&&PolId=w01018;InfoId=i13004&&D581",
  },
  {
    kind: "derived",
    about: "现场机: 发送“提取现场机信息”响应",
    source: annexC,
    frame:
      "##0141QN=20160801085857223;ST=32;CN=3020;PW=123456;MN=010000A8900016F000169DC0;Flag=4;CP=&&DataTime=20160801085857;PolId=w01018;i13004-Info=168.0&&5440",
  },
  {
    kind: "derived",
    about: "上位机: 发送“设置现场机参数”请求",
    source: annexC,
    frame:
      "##0131QN=20160801085857223;ST=32;CN=3021;PW=123456;MN=010000A8900016F000169DC0;Flag=5;CP=&&PolId=w01018;InfoId=i13004;i13004-Info=168.0&&4E00",
  },
  {
    kind: "derived",
    about: "现场机: 上传污染物小时数据",
    source: annexC,
    frame:
      "##0325QN=20160801085857534;ST=32;CN=2061;PW=123456;MN=010000A8900016F000169DC0;Flag=5;CP=&&DataTime=20160801080000;w00000-Cou=63.0,w00000-Min=16.4,w00000-Avg=17.5,w00000-Max=20.1,w00000-Flag=N;w01001-Min=7.1,w01001-Avg=7.5,w01001-Max=7.8,w01001-Flag=N;w01018-Cou=63.0,w01018-Min=40.1,w01018-Avg=40.1,w01018-Max=40.1,w01018-Flag=N&&5D80",
  },
  {
    kind: "derived",
    about: "上位机: 返回数据应答",
    source: annexC,
    frame: "##0087QN=20160801085857534;ST=91;CN=9014;PW=123456;MN=010000A8900016F000169DC0;Flag=4;CP=&&&&5B40",
  },
  {
    kind: "derived",
    about: "现场机: 上传污染物小时数据",
    source: annexC,
    frame:
      "##0260QN=20160801085857534;ST=32;CN=2061;PW=123456;MN=010000A8900016F000169DC0;Flag=6;PNUM=2;PNO=1;CP=&&DataTime=20160801080000;w00000-Cou=63.0,w00000-Min=16.4,w00000-Avg=17.5,w00000-Max=20.1,w00000-Flag=N;w01001-Min=7.1,w01001-Avg=7.5,w01001-Max=7.8,w01001-Flag=N&&DC41",
  },
  {
    kind: "derived",
    about: "现场机: 上传污染物小时数据",
    source: annexC,
    frame:
      "##0201QN=20160801085857535;ST=32;CN=2061;PW=123456;MN=010000A8900016F000169DC0;Flag=6;PNUM=2;PNO=2;CP=&&DataTime=20160801080000;w01018-Cou=63.0,w01018-Min=40.1,w01018-Avg=40.1,w01018-Max=40.1,w01018-Flag=N&&DEC1",
  },
  {
    kind: "derived",
    about: "现场机: 上传污染物小时数据",
    source: annexC,
    frame:
      "##0260QN=20160801085857534;ST=32;CN=2061;PW=123456;MN=010000A8900016F000169DC0;Flag=7;PNUM=2;PNO=1;CP=&&DataTime=20160801080000;w00000-Cou=63.0,w00000-Min=16.4,w00000-Avg=17.5,w00000-Max=20.1,w00000-Flag=N;w01001-Min=7.1,w01001-Avg=7.5,w01001-Max=7.8,w01001-Flag=N&&D941",
  },
  {
    kind: "derived",
    about: "现场机: 上传污染物小时数据",
    source: annexC,
    frame:
      "##0201QN=20160801085857535;ST=32;CN=2061;PW=123456;MN=010000A8900016F000169DC0;Flag=7;PNUM=2;PNO=2;CP=&&DataTime=20160801080000;w01018-Cou=63.0,w01018-Min=40.1,w01018-Avg=40.1,w01018-Max=40.1,w01018-Flag=N&&E2C1",
  },
  {
    kind: "derived",
    about: "上位机: 返回数据应答",
    source: annexC,
    frame: "##0087QN=20160801085857535;ST=91;CN=9014;PW=123456;MN=010000A8900016F000169DC0;Flag=4;CP=&&&&4A40",
  },
  {
    kind: "derived",
    about: "plaintext of the SM4 pair; CP body is 54 characters",
    source: "self-made vector",
    frame:
      "##0141QN=20240520210600000;ST=31;CN=2011;PW=123456;MN=010000A8900016F000169DC0;Flag=9;CP=&&DataTime=20240520210600;a34013-Rtd=12.34,a34013-Flag=N&&6740",
  },
  {
    kind: "encrypted",
    about:
      "the frame above with its CP body SM4-encrypted (ECB, no padding, key 16 x 0x30; 48 of 54 characters encrypted, tail 'Flag=N' plain), in the printed notation of HJ 212-2025 Annex A.2; the CRC is over the PLAINTEXT and the length field is the plaintext length, so both are 'wrong' for the transmitted bytes",
    source: "self-made vector",
    frame:
      "##0141QN=20240520210600000;ST=31;CN=2011;PW=123456;MN=010000A8900016F000169DC0;Flag=9;CP=&&{0xE4,0x3E,0x15,0x9A,0xCF,0xAB,0x24,0x2C,0xB5,0x31,0x55,0xFB,0x8B,0x92,0x81,0xA1,0xA8,0x45,0x52,0xAC,0xF7,0x77,0x44,0x54,0x86,0x16,0xF5,0x58,0x50,0x51,0xD2,0xAE,0x93,0x04,0x60,0x7E,0x82,0xDA,0x55,0x41,0xE8,0x54,0xEE,0x62,0x18,0xFC,0x98,0x99}Flag=N&&6740",
  },
];
