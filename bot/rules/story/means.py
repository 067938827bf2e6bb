"""Where the vectors of a language lie on average: written by benchmarks/learn_means.py."""

from typing import Final

MEANS: Final = {
    "": (
        "6!_@oBk%|h8V4EzA?N549PjJq4E^O6AtC4t65!<L5a1pX;p-LX?F<hsAsg@#>+<g$1QrhA<Ko~KBl`djA{G=E=Je|n|MdhC7"
        "48!5?dt3i=N=j2B=#E`?&sp+>lY*K9O4q>?G+Q~9OLX484=j<_vIDl9`)tp=kgQ^4g?bn0umf2;r;dQ>l5x67#k$(BJCLK6$"
        "~5c>E;g}>fz@0<L(?F=;-eg?HKwX>I^6l^7Z2A<>%oI5%K*Q?Aq%a<QEhW1M3tF8UN%J<{1{+-y8D#0TbO68ub;?@faEO=@R"
        "hr<J|1x02UV9>FgEX9`W-J@fQ={>DlWO8X@Ei6Zb6}9}(^P==b3d8S(J&2`26D9taj181?ZR?(g>Q8tE7a{~_%R`R)=C*$@N"
        "?4H+L7>g^C30TAQl;_CP585Z;H8UPRH>KfeY^BU^p6c^?h{pJkr=NAgg4HEMW?C}{B<n<C09~1id5#$sa<q7}m>Kp3fARr7E"
    ),
    "ar": (
        "5%ucj9QXhbA`Bh>EaT@37xV4m4E*UG8X)Qm5aHhH3*H_X>+Kcd?hgwtCK&Ds=JV+o1RE0N-{<BVAp8djBp4eQ?)2*p|MdV07"
        "3?AS=j!YV;~5p~B=;Z~>*wX==@TXE7T*=);ujU>7vJv_7Z%?4?BEpM9s23u>-HD{4f+oX2Mr@4+y?pe?-BDG85=3*C+sQk5e"
        "gdP@#GO5?$+$<;O-bE>+ACp>J$1W-wGoW?eFL2;Naa34EO#U>el8O=NlIh2j~$C9s}VG-y9g?<0R|@1Q*^D81W0u?GzvT>lg"
        "3x<J#}z1Q!$F?CKKQ9{cnT{1q1H=h5gEAt>Sq8}c_I9~AQh=JV7F7whus1}5qA9|as182juR^yu{a7vK~A|0m}L`Rx}A(h>#"
        ";2p1w1>FNv@1{C4m;Pv+F8y5fa7yk_8@D|+W@fYmo6%gnY^Xmxm;}!$Y3lRDb=<gm2;`t30Arblc4dWCU;|m4r=pO3oBqswE"
    ),
    "de": (
        "BJbqkChiCp4FwwpAL88=7U}Wq5clN@B_ZJz6WrwN7~~%h+w2nS@(m0v8y@oz@9^>+1r7$@>)zlEBLD{zAs-DG;rHqn1M>tI7"
        "4-}7>+13s=o%m8BmE#B_3PT-?G+aDA>Iq*>lqO17~<p?9TC~=_Vy3t9PsGj>GT&75d$3o`wt%~-Tn0R<qq>1791k*8|W177!"
        "4fY_2mf}@Za9|=<^~S=jQPh^A-FT<_0Jg^77g1>+b3i7wq~N?$GTS;1LuP2JI3K9{%kR>KGW!<stR;0~Xd45b+|<^BEZV<`C"
        ")m;N0cl{uB)2?CliY9r5c4=@k{<<JsyG87kil680w^9~bTZ?*ru!7WVM>4kPjH9SaZ>8T0KH>hbLF7U~!V_9E;I0OuMH-w6W"
        "^4H_93=<pXG{uSWn<>&S093J=Y8vYgI@G9Ht^A_Uh6C2_h1m_d#<QNIa6c6tY?duv5<N^#6ArAZZ4dE6X<_rPk=OXjlARG-E"
    ),
    "en": (
        "68P!sA@L6l9|Rf&9_H*88S?Al4F2jH9U<ui65-|P72X*R<m?&l?hOzmAQtfu?D6Cr1r-<J*yG?9Bk%zVBOVbL;rHho{__PE4"
        "($x>@9gap<sKX0Dee{*>E+_#=oTXEAm$kD?-3N}9p&v6Bo*B3@8=KhAn@Ph=k^j16a*3r3=|zC-|_eC=p6GK9u+6+CHEWW77"
        "QHd<L3_@>E!79;qx6H@9E?b<`niF>JBCn>Gk90>F3`L7Vr2K>f7lU?iLsl{qYeB7y#!R>K7c=+8FWp0TkvH8}}5>>JlC9>=*"
        "It;@auy`V$)8;_MdRAMf%D_YV-`@80JX6(;5m4*Dn>8x->M<?-GW5bfvl10?V9AqWu~7y9rY>FxaJ81Nts03h!S^Y9rN+6fB"
        "}3KAU_?d%mF_zmgg>gW0B5fkj`6ax_G=o#Pg{2J-n3=ZTN`RWnu>=ho%3KQ@Q^6MEB;`0|185{Nr7v~!q=n44e?HlLl86yf8"
    ),
    "es": (
        "6!_}p9q11b9Rw8!BkAN59_{7o2>;<4A|~+&9N+8b71|#V-Ru_S=m`xmBOC1->GAR%2ow?6;pycY9sc?f9uW!^=lSa$`1%ME6"
        "zdlA_v!E!@g*DJBl#i~>*(p)>l-QMB;6C?>k<*{AKdZ}7!BL?{@)kpB=_dv=<pH?4+j(w2pk<N<O28S;|b~z5FaAwCF%|A5)"
        "l^Y=Isn2?B?S5<?j|7=H%`X>=^SU<PakY`0?fG;pX5B5$gIE@8anl;Sm%P{P7(O9slne<`fj#*%|lw{}bF46Z{|0^coTD;S2"
        "Kl<J;)t0}&eC;_VgQBJ=SN>J}B*>e=QK5*_6a5cV$`AP(yB>h<Lm74q}<2OszGB?KBD74`NW@A35N9PbYh{U!7Z`tk`7-3<c"
        ">4;~{I>-7~H1Q+7u+2s1{7#H^GAN&*O<rviI^Az*n7Z&Xp{NWMn<r@md4h!rG_3$GS<n<L2AqV>Q5abma<^%xg=^W(YA0ZAI"
    ),
    "fa": (
        "4+ZPzBJ=|bArvA4A>-){A@%6x2m9_RBPQhz4cpx83*HwO=js#V@DUd<9~18g^YQ8+0u>PI;^o^FC-(vpAP^oJ>iX*s`tb`K7"
        "V8!1>+I+T;vyH`E$bK)>gM9_<{c>O66F}$?F<*=A?NfM77^U*_u&%m9{u3s<?#~#75^3z`xPN7<pK8d?HTSD9vdd^D(M;Z2?"
        "QeV-Rl`1<>u({-t8qI<nHbb=@|hV?-wf(?fC5K+v(v94Ep*Q>e%re;vE<Z2;&$I4*%K|<R2K}=N0t>1rXs5AMgm*>l`Nc>=^"
        "at<Kg$?3>6aE@9!4e67cd5`5zMC>(=cK9~kHg7yB^~91-L8+V0{E7U%Eh2P*6C5(*j_9ry1a=<M|B6W$*N1}5|n_3#b})D{6"
        "11r-+&<MIF?{R8aa<m~<97a#iW7Y7aL>kZrL@g3{n7ZKqc`r-!i<_-eJ2@v=M;qwv`?Dh^18W{8d3*!<K>kIwq>musm9wrPK"
    ),
    "fr": (
        "2kz<VA?php4+|IuA?xoG9P{ev4EW;?BPR0`72@UR3g8?P=IayZ?Gptk9T)2h;_&Sn038Y5;ppcYAOr^zArluJ-0kfZ{Qdk37"
        "3viB@9XFi=o=d37WWn*@aX8{=@}#K7VI1J=NA>_9O3C46%^L>?&A{OCHLFl=<W^*4h0Vo4Hg?B;q><M@D%A39vm_09PJ(F8w"
        "MTZ<K_<-?b7$}=<*>a?d$Fw<QnxP=NBUo^Y`iI<KO2A4DJ6H=i%lb?-v#i`|K4D6a(fS<Qx~@@FML30}|aCAn+W^@eLOC;|c"
        "Qp;o9!*_Ye@{?(7-T9PscF?hY64=j-hc7arma8TT(CARX`e<@DkT8tw1y02}G=91b2F74zvB?Ck*OAnF+W2O{zo{PPhK)Diy"
        "*3mO&~>E#X<0u0>e<Lme49UJ%R68jV7;~d%P?HBLl6Cm#o1LqR%=pzis3=Z!M>FF60<oFl}BpLbZ4C4|P-~;*d<P_%PCLa(P"
    ),
    "it": (
        "8T97jCF=$Z8w45!Bkb=LAMfhl3J2Z}A|LS$4B_M76W$yQ<K-IT>k9}hBpvY=@cH>02^baZ>f_)MBl-6dB^nVI>Feng{pto48"
        "SWG0?dj?j;u;&@AM+R>?&#&;@fs)Q72g%*^9~g0C*<ZB6%X0*{pJ+vA@kqj=JOI14h<3v{1y}`-}m_C<r?fA5*;P;8|)P66$"
        "Tme;NBG^>FDhB>hKmE=jZAe@*?~e<`O9j^Yz-}>E+!G73%yJ_0;Mf<QNeO3+WID8~^GQ<{cB*+7$Zz0}<01B=;TB@);8C<re"
        "ht;N9}-0~`|8;rJ5h8SD5E>mVY~>)G=Y7aigc680q&APw&P@AKyn4fyEy2OsV0B?S~E8~5=V@bdQN9`PFq0vzrW{_h46+ztf"
        "(5Fj8I?(+{I1QXTY;o<x34-n_;9sCdI<`m)R`6B7+91hkR1>_F!=MxUg7!vLZ^Z6JL=<E;_92xld4(JXb=mr7u?i1+YAsG}H"
    ),
    "pl": (
        "68GcdDe?&j6blvr9O&;79Ov=u3H;a)92(*c5aH$I3Fsja+UynZ>I)AoCL-@1?(Xa#1{oOG;@930BKH0V9~TG_;_mMT1p5II8"
        "0i=5`RnBr;vyB_A^9I3=;Gkk=L{b59_1G6^BD^9Ami;A8w=6?^y?enAn@(t=l2)~4ha<q0uvo1>j3ZS>=5i39~>d(BkCRJ7Y"
        "`Ka?&k*}>gV7D=;I$9=HBoX?;83i>H{kb^!DNB@8j1D67BmM^U>=c;1m=Q2I?3R9RS}E;};p;)Eo8n02ksG8}%5{@D&*L?h)"
        "_u=-cbu{uvtF-|isgAnx)O@)Hf$<kRXD86)Eg68b0`84T+K^#IxrAo%?05GwETBLo{C67BjQ^zZxSB<L0s{2KED0_YMR;0yr"
        "+6BHmC=;j#^1QX-w;qLS8A`A2L5%&$`@gUsl^&9Bu6cOka0OSJe<rWCd2^9Ag;`b30;`0p}BNhJd9`Fhu;SdJt^d0ZxAQuZ0"
    ),
    "ru": (
        "4E*WiB=80W8VDTsAK>T{8Sv-n5BuyAA}QYl5$5FQ5#b#Z-R>9c;{_HjCL{0>@bmE?{uBb{;o;yKAo&0e9u^xF==$go0{8+K5"
        "b+H1@9gan@F5uEFZ3N0@aEUu=@lU68|Dbp^A{2472@+28W7Uz0^}X!829Ml<?j^(7XT0t{0tc?+ynFO><{%47aSe!B=H>T84"
        "euh=-&t)?B(12;qDeA>)rJX_!|5k^8qUl_4ME8<>}`N7V-xf?%eAd+!+oI1o0UQ69C;0<rfmt-y8A#{Se&|82k{^@FN)f?Gg"
        "0y>)7tx{TdkA=i?RUANKhY@DvH->DufS8XDyb74b75BoXlW=lS0gBli063Nz;N83Gs*6Z7~P@b2{Y9_ASZ`yT28@ZuK{;1mT"
        "D5*8g6>F5?40SfBm;pz3~8yoZT9RLmF>l@bX`5Wiu6Cvds`sNAg>=^^j4jT9m?(-EF<o6L1ArJfa4&xdh;}iwx^c(8hA{+u1"
    ),
    "zh": (
        "A^_;?E%XEvBl#5mA@JT3BJA(v5(MNFDi!7t7~|;X5#1*j;pi3S^#>I(7aj5#<L~(z1r-F}>)6*KEd>1zE)5$K>G$&>1Mmq69"
        "Qh07+v)HR;u##_CI1v3^ycK_@);!hBi;Yu=^7j67wF^}7ZKLy1>PCz6Y=Tu-{%$&`2rFS`Unvx;{x*P^AzPG6C4}l9qbF~7Z"
        "M`z_2(BL;^N=z+vFA?<n;0t?-Bhb^#L*y_V(QE;_~MW4*C8c<mB!T;}#7R1>*|?8u8l~=M@gw)f(jY{uJR475NF({T~(Y=@0"
        "7b;N9lc{Td(A_~r@YChGSN@FNl0>(cEJA1LP#5BMn?BLVC5-}>kXEAZ*{4lwEM9S;W+8};lQ?Dz5c6zCTT`X1N~@%a)8(HIB"
        "*5Fsuc@9zc~0}|!z=kW3A7!l>_C=m+q=osSY>Kf(f6D#l|_~Zxk>JSXj3>EMW@$n%V;prI`9}NNn8Q2^Y;{*BY-52TS8zdDL"
    ),
}
"""Signed bytes in base 85, as `bot.vectors` makes them; the empty one is for all others."""
